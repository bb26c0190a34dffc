import { Vector3 } from 'three';
import type { App } from './app';
import { Autopilot } from './autopilot';
import { Camera } from './film';
import {
  acceptTrade,
  EntityKind,
  FarewellReason,
  gift,
  ItemKind,
  type Outcome,
  offerTrade,
  Reason,
  withdrawTrade,
} from './sdk';
import type { EmulatedHeadset } from './xr/emulated';

const OUTCOME_TIMEOUT_MS = 30_000;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** How an action ended, in plain values: `reason` is `OK` or a name of the protocol's `Reason`. */
export interface ActionReport {
  readonly sequence: string;
  readonly reason: string;
  readonly text: string;
  readonly entityId: string;
}

/**
 * `window.sekai`: the page by script, for end-to-end tests and for the curious at the console. All ids are decimal
 * strings, all lengths metres, all angles radians but a wall's. It can do nothing that the server would not allow.
 */
export function debugHandle(app: App, headset: EmulatedHeadset | undefined) {
  const { client, walker } = app;
  const settled = new Map<bigint, ActionReport>();
  client.on('outcome', (outcome) => settled.set(outcome.sequence, report(outcome)));
  const farewells: string[] = [];
  client.on('farewell', ({ reason }) => farewells.push(FarewellReason[reason]));
  let movedBack = 0;
  client.on('movedBack', () => movedBack++);
  let camera: Camera | undefined;

  const until = async (isDone: () => boolean, what: string, timeoutMs: number): Promise<void> => {
    const deadline = performance.now() + timeoutMs;
    while (!isDone()) {
      if (performance.now() > deadline) {
        throw new Error(`gave up waiting for ${what}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 16));
    }
  };
  const outcome = async (sequence: bigint | undefined): Promise<ActionReport> => {
    if (sequence === undefined) {
      return { sequence: '0', reason: 'NOT_TAKEN', text: 'Too many actions are unanswered.', entityId: '0' };
    }
    await until(() => settled.has(sequence), `action ${sequence}`, OUTCOME_TIMEOUT_MS);
    return settled.get(sequence)!;
  };

  return {
    /** The client's state: `{ kind: 'live' }` and the like. */
    state: () => ({ ...client.state }),
    /** Reasons of all farewells since the page was loaded, in order: names of the protocol's `FarewellReason`. */
    farewells: () => [...farewells],
    /** Oneself: ids, place, and the body as sent. */
    me: () => ({
      playerId: String(client.welcome?.playerId ?? 0n),
      slot: client.welcome?.slot ?? -1,
      name: client.name,
      position: plain(walker.position),
      yaw: walker.yaw,
      pose: app.pose,
      isInVr: app.headset.isPresenting,
    }),
    /** The other people, with their newest poses (`newest`) and those drawn now (`drawn`, a little in the past). */
    people: () =>
      [...client.world.people.values()]
        .filter(({ slot }) => slot !== client.welcome?.slot)
        .map(({ slot, playerId, name }) => ({
          slot,
          playerId: String(playerId),
          name,
          carries: ItemKind[app.people.figure(slot)?.carries ?? ItemKind.UNSPECIFIED],
          newest: client.newestPose(slot),
          drawn: client.remotePose(slot),
        })),
    /** Everything that is known to stand or lie around; `kind` is TREE, ROCK, ITEM or STRUCTURE. */
    entities: (kind?: keyof typeof EntityKind) =>
      [...client.world.entities.values()]
        .filter((entity) => kind === undefined || entity.kind === EntityKind[kind])
        .map((entity) => ({
          id: String(entity.id),
          kind: EntityKind[entity.kind],
          variant: entity.variant,
          ...plain(entity.position),
          yawDegrees: entity.yawDegrees,
          hp: entity.hp,
          maxHp: entity.maxHp,
          count: entity.count,
          ownerPlayerId: String(entity.ownerPlayerId),
        })),
    inventory: () => ({ wood: client.world.count(ItemKind.WOOD), stone: client.world.count(ItemKind.STONE) }),
    roundTripMs: () => client.roundTripMs,
    /** What the lanes run over: `webrtc` or `websocket`. */
    transport: () => client.transportKind,
    frame: (regionX = 0, regionZ = 0) => String(client.world.frameOf(regionX, regionZ)),
    counters: () => ({ ...client.counters }),
    /** How often the server put the player back to another place. */
    movedBack: () => movedBack,
    /** Records, until `endFilm`, where one is oneself and how somebody else is seen. */
    film: (name?: string) => {
      camera?.end();
      const person = [...client.world.people.values()].find((each) => each.name === name);
      camera = new Camera(app, person?.slot);
    },
    endFilm: () => camera?.end(),
    /** Number of actions that have no final answer yet. */
    pending: () => client.outbox.pendingCount,
    /** All outcomes since the page was loaded, in order. */
    outcomes: () => [...settled.values()],

    harvest: (id: string) => outcome(app.hands.harvest(BigInt(id))),
    interact: (id: string) => outcome(app.hands.interact(BigInt(id))),
    idle: () => outcome(app.hands.idle()),
    /** Gives to a player; `item` is WOOD or STONE. */
    gift: (playerId: string, item: keyof typeof ItemKind, count: number) =>
      outcome(client.perform(gift(BigInt(playerId), { item: ItemKind[item], count }))),
    offerTrade: (playerId: string, gives: Pile, wants: Pile) =>
      outcome(client.perform(offerTrade(BigInt(playerId), toGoods(gives), toGoods(wants)))),
    withdrawTrade: (playerId: string) => outcome(client.perform(withdrawTrade(BigInt(playerId)))),
    /** What others propose. */
    offers: () =>
      [...client.world.offers.values()].map(({ fromPlayerId, gives, wants }) => ({
        fromPlayerId: String(fromPlayerId),
        gives: { item: ItemKind[gives.item], count: gives.count },
        wants: { item: ItemKind[wants.item], count: wants.count },
      })),
    /** Accepts what that player proposes. */
    acceptTrade: (playerId: string) => {
      const offer = client.world.offers.get(BigInt(playerId));
      return offer ? outcome(client.perform(acceptTrade(offer))) : Promise.reject(new Error('no such offer'));
    },
    /** Builds a wall; without `y` on the ground. */
    build: ({ x, y, z, yawDegrees = 0 }: { x: number; y?: number; z: number; yawDegrees?: number }) =>
      outcome(app.hands.build({ x, y: y ?? app.stage.terrain?.height(x, z) ?? 0, z, yawDegrees })),
    groundHeight: (x: number, z: number) => app.stage.terrain?.height(x, z),

    /** Walks there on foot, around trees and walls. */
    walkTo: async (x: number, z: number, timeoutMs = 60_000): Promise<void> => {
      const pilot = new Autopilot(walker, x, z);
      app.autopilot = (deltaSeconds) => pilot.stride(deltaSeconds);
      try {
        await until(() => pilot.hasArrived, `the walk to ${x}, ${z}`, timeoutMs);
      } finally {
        app.autopilot = undefined;
      }
    },
    look: (yaw: number, pitch: number) => {
      walker.yaw = yaw;
      walker.pitch = pitch;
    },
    lookAt: (x: number, y: number, z: number) => {
      const eye = walker.position.clone().setY(walker.position.y + 1.62);
      walker.yaw = Math.atan2(eye.x - x, eye.z - z);
      walker.pitch = Math.atan2(y - eye.y, Math.hypot(x - eye.x, z - eye.z));
    },
    /** Holds a desktop hand at a place relative to the body (x right, y up from the feet, z back); null lets go. */
    setDesktopPose: (hand: 'left' | 'right', at: Place | null) =>
      app.body.hold(hand, at ? new Vector3(at.x, at.y, at.z) : undefined),
    /** What the use key, the trigger and the build key do. */
    use: () => app.interaction.use(performance.now() / 1000),
    toggleBuild: () => app.interaction.builder.toggle(),
    prompt: () => app.interaction.prompt,
    plan: () => {
      const { plan } = app.interaction.builder;
      return plan && { ...plan.place, reason: Reason[plan.reason] };
    },
    join: (name: string) => app.join(name),
    leave: () => client.leave(),

    enterVr: () => app.enterVr(),
    /** The emulated headset of `?emulate-headset=1`. */
    headset,
  };
}

interface Pile {
  readonly item: keyof typeof ItemKind;
  readonly count: number;
}

function toGoods({ item, count }: Pile): { item: ItemKind; count: number } {
  return { item: ItemKind[item], count };
}

function report(outcome: Outcome): ActionReport {
  return {
    sequence: String(outcome.sequence),
    // Applied for certain, but its answer is older than what the server repeats.
    reason: outcome.reason === undefined ? 'APPLIED' : Reason[outcome.reason],
    text: outcome.text,
    entityId: String(outcome.entityId),
  };
}

function plain({ x, y, z }: Place): Place {
  return { x, y, z };
}
