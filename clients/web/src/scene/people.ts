import type { Scene } from 'three';
import type { WorldClient } from '../sdk/client';
import { Figure } from './figure';

/** Draws the other people where their poses say. */
export class People {
  private readonly figures = new Map<number, Figure>();

  constructor(
    private readonly scene: Scene,
    private readonly client: WorldClient,
  ) {
    client.world.on('cleared', () => this.clear());
    client.world.on('personArrived', ({ person }) => {
      this.remove(person.slot);
      if (person.slot !== client.welcome?.slot) {
        const figure = new Figure(person.name, person.playerId);
        figure.carries = person.carries;
        this.figures.set(person.slot, figure);
        this.scene.add(figure);
      }
    });
    client.world.on('carried', ({ person }) => {
      const figure = this.figures.get(person.slot);
      if (figure) {
        figure.carries = person.carries;
      }
    });
    client.world.on('personDeparted', ({ person }) => this.remove(person.slot));
  }

  /** Somebody's figure, for effects. */
  figure(slot: number): Figure | undefined {
    return this.figures.get(slot);
  }

  update(seconds: number): void {
    for (const [slot, figure] of this.figures) {
      const pose = this.client.remotePose(slot);
      if (pose) {
        figure.show(pose, seconds);
      } else {
        figure.visible = false;
      }
    }
  }

  private clear(): void {
    for (const slot of [...this.figures.keys()]) {
      this.remove(slot);
    }
  }

  private remove(slot: number): void {
    this.figures.get(slot)?.dispose();
    this.figures.delete(slot);
  }
}
