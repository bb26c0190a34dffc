import { Vector3 } from 'three';
import { BUILD_HINT, Hud, KEYS_HINT } from './hud/hud';
import { JoinPanel } from './hud/joinpanel';
import { BodyRig, EYE_HEIGHT } from './input/bodyrig';
import { DesktopInput } from './input/desktop';
import { Hands } from './input/hands';
import { type Aim, Interaction } from './input/interaction';
import { Walker } from './input/walker';
import { Effects } from './scene/effects';
import { colorOf } from './scene/figure';
import { Ghost } from './scene/ghost';
import { Marker } from './scene/marker';
import { OwnHands } from './scene/ownhands';
import { People } from './scene/people';
import { Preview } from './scene/preview';
import type { QualityWish } from './scene/quality';
import { Stage } from './scene/stage';
import { ThingsView } from './scene/thingsview';
import { ItemKind, Reason, Terrain, toBody, toPoint, type Welcome, WorldClient } from './sdk';
import type { BodyPose } from './sdk/pose';
import type { KeyStore } from './sdk/store';
import type { Transport } from './sdk/transport';
import { Headset } from './xr/headset';
import { WristBoard } from './xr/wrist';

const STILL = { x: 0, z: 0, isRunning: false, isJumping: false };
const MAX_DELTA_SECONDS = 0.2;
const HUD_INTERVAL_SECONDS = 0.25;

export interface AppOptions {
  readonly canvas: HTMLCanvasElement;
  readonly overlay: HTMLElement;
  readonly transports: readonly Transport[];
  readonly store: KeyStore;
  readonly server: string;
  readonly quality: QualityWish;
}

/** Puts the parts together and turns the crank once a frame. */
export class App {
  readonly client: WorldClient;
  readonly walker: Walker;
  readonly body: BodyRig;
  readonly hands: Hands;
  readonly headset: Headset;
  readonly interaction: Interaction;
  readonly stage: Stage;
  /** The own body as it was last sent or would be. */
  pose: BodyPose | undefined;
  /** Takes the walker along while set; for the debug handle. */
  autopilot: ((deltaSeconds: number) => { x: number; z: number; isRunning: boolean }) | undefined;

  readonly people: People;
  /** Told after each frame, when everybody stands where they are drawn; for the debug handle. */
  onFrame: (() => void) | undefined;

  private readonly hud = new Hud();
  private readonly panel: JoinPanel;
  private readonly input: DesktopInput;
  private readonly effects: Effects;
  private readonly ownHands: OwnHands;
  private readonly wrist = new WristBoard();
  private preview: Preview | undefined;
  private terrain: Terrain | undefined;
  private seconds = 0;
  private lastMs: number | undefined;
  private hudAge = 0;
  private lastNotice = '';

  constructor(options: AppOptions) {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.client = new WorldClient(options);
    this.stage = new Stage(options.canvas, options.quality);
    this.walker = new Walker(this.client.world);
    this.body = new BodyRig(this.walker);
    this.hands = new Hands(this.client);
    this.effects = new Effects(this.stage.scene, isCalm);
    this.people = new People(this.stage.scene, this.client);
    this.ownHands = new OwnHands(this.stage.scene);
    this.stage.scene.add(this.wrist);
    const { scene, things } = this.stage;
    const drawing = { things, effects: this.effects, marker: new Marker(scene), ghost: new Ghost(scene) };
    const useKey = (): string => (this.headset.isPresenting ? 'Trigger' : 'E');
    this.interaction = new Interaction(this.client, this.hands, drawing, useKey);
    const actions = {
      use: () => this.use(),
      toggleBuild: () => this.toggleBuild(),
      rotate: (steps: number) => this.interaction.builder.rotate(steps),
      leaveBuild: () => this.interaction.builder.isOn && this.toggleBuild(),
    };
    this.input = new DesktopInput(options.canvas, this.walker, actions);
    this.headset = new Headset(this.stage, this.walker, actions, () => this.leftVr());
    this.panel = new JoinPanel(
      () => this.client.identities.find(),
      (name) => this.join(name),
    );
    options.overlay.append(this.hud.root, this.panel.root);
    this.preview = new Preview(this.stage, isCalm);
    new ThingsView(this.client, things, this.effects, this.people, this.walker.position, () => this.seconds);
    this.listen();
  }

  start(): void {
    this.stage.renderer.setAnimationLoop((timeMs) => this.frame(timeMs));
    void Headset.isSupported().then((isSupported) => {
      this.hud.enterVr.hidden = !isSupported;
    });
  }

  join(name: string): void {
    this.panel.busy(true, 'Opening the gate…');
    this.client.join(name);
  }

  async enterVr(): Promise<void> {
    this.input.release();
    await this.headset.enter();
  }

  private listen(): void {
    this.client.on('welcome', (welcome) => this.onWelcome(welcome));
    this.client.on('state', () => this.onState());
    this.client.world.on('inventory', (counts) => this.hud.showInventory(counts));
    this.client.on('outcome', ({ reason, text }) => {
      if (reason !== undefined && reason !== Reason.OK) {
        this.notice(text);
      }
    });
    this.client.on('movedBack', ({ text, position }) => {
      this.moveTo(position.x, position.y, position.z);
      this.notice(text);
    });
    this.client.on('farewell', ({ text }) => this.notice(text));
    this.interaction.onStrike = () => {
      this.body.strike();
      this.headset.pulse(0.5);
    };
    this.interaction.onNotice = (text) => this.notice(text);
    this.hud.enterVr.addEventListener('click', () => {
      this.enterVr().catch((error: unknown) => this.notice(`The headset did not start: ${String(error)}`));
    });
    addEventListener('pagehide', () => this.client.leave());
  }

  private onWelcome(welcome: Welcome): void {
    if (this.terrain === undefined || this.preview) {
      this.preview?.end();
      this.preview = undefined;
    }
    const { x, y, z } = toPoint(welcome.position);
    this.terrain = new Terrain(welcome.terrainSeed);
    this.stage.setTerrain(this.terrain, x, z);
    this.ownHands.color = colorOf(welcome.playerId);
    this.moveTo(x, y, z);
    this.panel.close();
    this.hud.isVisible = true;
    this.input.isEnabled = true;
    this.stage.renderer.domElement.focus({ preventScroll: true });
  }

  private onState(): void {
    const { state } = this.client;
    if (state.kind === 'ended') {
      this.input.isEnabled = false;
      this.input.release();
      this.interaction.rest();
      this.hud.isVisible = false;
      this.panel.open(state.text);
    } else if (state.kind === 'waiting') {
      this.panel.busy(true, `${state.text} Trying again…`);
    }
    this.refreshHud();
  }

  private moveTo(x: number, y: number, z: number): void {
    if (this.headset.isPresenting) {
      this.headset.moveTo(new Vector3(x, y, z));
    } else {
      this.walker.placeAt(x, y, z);
    }
  }

  private use(): void {
    if (this.client.state.kind === 'live') {
      this.interaction.use(this.seconds);
    }
  }

  private toggleBuild(): void {
    const { builder } = this.interaction;
    builder.toggle();
    this.headset.isTurningGhost = builder.isOn;
    this.hud.showKeys(builder.isOn ? BUILD_HINT : KEYS_HINT);
  }

  private leftVr(): void {
    this.stage.rig.rotation.y = 0;
    this.wrist.visible = false;
  }

  private notice(text: string): void {
    this.lastNotice = text;
    this.hud.toast(text);
  }

  private frame(timeMs: number): void {
    const frameSeconds = (timeMs - (this.lastMs ?? timeMs)) / 1000;
    const deltaSeconds = Math.min(MAX_DELTA_SECONDS, frameSeconds);
    this.lastMs = timeMs;
    this.seconds += deltaSeconds;
    if (this.preview) {
      this.preview.update(this.seconds);
    } else if (this.terrain) {
      this.play(deltaSeconds, this.terrain);
    }
    this.people.update(this.seconds);
    this.onFrame?.();
    this.effects.update(deltaSeconds);
    this.stage.update(this.seconds, frameSeconds);
    this.stage.render(frameSeconds);
  }

  private play(deltaSeconds: number, terrain: Terrain): void {
    const isLive = this.client.state.kind === 'live';
    const pose = this.headset.isPresenting
      ? this.wear(deltaSeconds, terrain, isLive)
      : this.walk(deltaSeconds, terrain, isLive);
    this.pose = pose;
    this.ownHands.show(pose);
    if (this.client.isPoseDue()) {
      this.client.sendPose(toBody(pose));
    }
    const aim = this.headset.isPresenting ? this.headset.aim() : this.eyesight();
    if (aim && isLive) {
      this.interaction.update(aim, terrain, this.seconds);
    } else {
      this.interaction.rest();
    }
    this.hud.showPrompt(this.interaction.prompt);
    this.hudAge += deltaSeconds;
    if (this.hudAge >= HUD_INTERVAL_SECONDS) {
      this.hudAge = 0;
      this.refreshHud();
    }
  }

  /** A frame at the desktop. */
  private walk(deltaSeconds: number, terrain: Terrain, isLive: boolean): BodyPose {
    const auto = this.autopilot?.(deltaSeconds);
    const stride = auto ? { ...auto, isJumping: false } : this.input.stride();
    this.walker.update(deltaSeconds, isLive ? stride : STILL, terrain);
    this.body.update(deltaSeconds);
    const { rig, camera } = this.stage;
    rig.position.copy(this.walker.position);
    rig.rotation.y = 0;
    camera.position.set(0, EYE_HEIGHT, 0);
    camera.rotation.set(this.walker.pitch, this.walker.yaw, 0);
    rig.updateMatrixWorld(true);
    return this.body.pose(this.seconds);
  }

  /** A frame in the headset. */
  private wear(deltaSeconds: number, terrain: Terrain, isLive: boolean): BodyPose {
    this.headset.update(deltaSeconds, terrain, isLive);
    return this.headset.pose();
  }

  private eyesight(): Aim {
    const { camera } = this.stage;
    const direction = camera.getWorldDirection(new Vector3());
    const origin = camera.getWorldPosition(new Vector3());
    return { origin, direction, root: this.walker.position, yaw: this.walker.yaw };
  }

  private refreshHud(): void {
    const { client } = this;
    const others = [...client.world.people.keys()].filter((slot) => slot !== client.welcome?.slot).length;
    this.hud.showState(client.state, others, { roundTripMs: client.roundTripMs, over: client.transportKind });
    if (this.headset.isPresenting) {
      const wood = client.world.count(ItemKind.WOOD);
      const stone = client.world.count(ItemKind.STONE);
      const line = client.state.kind === 'live' ? this.interaction.prompt || this.lastNotice : 'Coming back…';
      this.wrist.show(`Wood ${wood}   Stone ${stone}`, line);
      this.wrist.visible = true;
      this.ownHands.carry(this.wrist);
    }
  }
}
