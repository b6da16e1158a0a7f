/** Whether frames of one moment are shown as one, and which of those stacks are open: a view, no part of any rule. */
import type { StackView } from '../../main/contract/stacks.ts'

export class Stacking {
  on = $state(false)
  /** Stacks by the photo that names them. */
  open = $state.raw<ReadonlySet<number>>(new Set())

  /** Beside the question; nothing where photos are shown one by one. */
  get view(): { stacked?: StackView } {
    return this.on ? { stacked: { open: [...this.open] } } : {}
  }

  toggle(stackId: number): void {
    const open = new Set(this.open)
    if (!open.delete(stackId)) open.add(stackId)
    this.open = open
  }

  close(): void {
    if (this.open.size > 0) this.open = new Set()
  }
}
