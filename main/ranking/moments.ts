/** Which photos are frames of one moment, and which frame a person chose to stand for it. */
import type { StackView } from '../contract/stacks.ts'
import { Bursts } from './bursts.ts'
import type { Catalogue } from './catalogue.ts'
import type { FrameSource } from './frames.ts'
import type { Order } from './order.ts'
import { stackOrder, type ShownStacks, type Stacking } from './stacks.ts'

export interface MomentSource extends FrameSource {
  readonly stackTops: { all(): ReadonlySet<number> }
}

export class Moments {
  readonly #source: MomentSource
  readonly #catalogue: Catalogue
  readonly #bursts: Bursts

  constructor(source: MomentSource, catalogue: Catalogue) {
    this.#source = source
    this.#catalogue = catalogue
    this.#bursts = new Bursts(source)
  }

  /** As things stand now. */
  stacking(): Omit<Stacking, 'isOpen'> {
    const { photoIds } = this.#catalogue
    // A person chooses few: asking for them again costs less than keeping them in step.
    const tops = this.#source.stackTops.all()
    return { groupOf: this.#bursts.groups(this.#catalogue), isTop: (row) => tops.has(photoIds[row] ?? -1) }
  }

  stack(order: Order, { open }: StackView): ShownStacks {
    const { photoIds } = this.#catalogue
    const opened = new Set(open)
    return stackOrder(order, { ...this.stacking(), isOpen: (row) => opened.has(photoIds[row] ?? -1) })
  }
}
