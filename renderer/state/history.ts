/** What a person did and may take back, whatever it was: marks, places, collections. The latest goes first. */
export interface Step {
  /** Takes it back, and gives the step that does it again. */
  undo(): Promise<Step>
}

/** A person goes back some steps, not some thousands. */
const KEPT_STEPS = 200

/** A step of two calls, each of which takes the other back. */
export function stepOf(back: () => Promise<unknown>, again: () => Promise<unknown>): Step {
  return {
    undo: async () => {
      await back()
      return stepOf(again, back)
    },
  }
}

export class History {
  #done: Step[] = []
  #undone: Step[] = []
  #queue: Promise<unknown> = Promise.resolve()

  /** @param work what to do; null where nothing came of it. Returns its step. */
  do(work: () => Promise<Step | null>): Promise<Step | null> {
    return this.#inTurn(async () => {
      const step = await work()
      if (step !== null) {
        this.#done = [...this.#done.slice(1 - KEPT_STEPS), step]
        this.#undone = []
      }
      return step
    })
  }

  undo(): Promise<void> {
    return this.#inTurn(() => this.#back(this.#done.at(-1)))
  }

  redo(): Promise<void> {
    return this.#inTurn(async () => {
      const step = this.#undone.at(-1)
      if (step === undefined) return
      this.#done.push(await step.undo())
      this.#undone.pop()
    })
  }

  /** This very step, even when others came after it; nothing where it was taken back already. */
  takeBack(step: Step): Promise<void> {
    return this.#inTurn(() => this.#back(this.#done.find((one) => one === step)))
  }

  /** A step that fails stays to be tried again. */
  async #back(step: Step | undefined): Promise<void> {
    if (step === undefined) return
    const again = await step.undo()
    this.#done = this.#done.filter((one) => one !== step)
    this.#undone.push(again)
  }

  /** Keys come faster than answers: each waits for the one before, so that undo takes back what came last. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}
