/** Which key does what: as at first, and as a person changed it. The handlers and the sheet of keys read this. */
import { BINDINGS, type Binding, type Command, type Place } from '../bindings.ts'
import { isLetter, isTyped, keyName, type KeyPress } from '../keys.ts'
import type { Preferences } from './preferences.svelte.ts'

/** Leads out of where one is, whatever else does. */
const ALWAYS = 'Escape'

export class Keys {
  readonly #preferences: Pick<Preferences, 'values' | 'set'>
  readonly bindings = $derived.by<readonly Binding[]>(() =>
    BINDINGS.map((binding) => ({ ...binding, keys: this.#own[nameOf(binding)] ?? binding.keys })),
  )
  readonly changed = $derived.by(() => Object.keys(this.#own).length > 0)

  constructor(preferences: Pick<Preferences, 'values' | 'set'>) {
    this.#preferences = preferences
  }

  /**
   * The command of a key press in a place, or null. Keys that type a character never fire while `typing` in a text
   * field, nor anywhere once a person has turned them off; nor does any key while an input method is composing.
   */
  commandOf(press: KeyPress, place: Place, typing: boolean): Command | null {
    if (press.isComposing) return null
    const name = keyName(press)
    if (name === null || (typing && isTyped(name))) return null
    if (!this.#preferences.values.letterKeys && isLetter(name)) return null
    return this.bindings.find((binding) => binding.place === place && binding.keys.includes(name))?.command ?? null
  }

  /** The one-letter key of a command, to be shown beside its button; empty without one. */
  letterOf(command: Command, place: Place): string {
    if (!this.#preferences.values.letterKeys) return ''
    return (
      this.#find(command, place)
        ?.keys.find((key) => key.length === 1)
        ?.toUpperCase() ?? ''
    )
  }

  /** The first key of a command that is heard, as `keyName` writes it; empty without one. */
  keyOf(command: Command, place: Place): string {
    const { letterKeys } = this.#preferences.values
    return this.#find(command, place)?.keys.find((key) => letterKeys || !isLetter(key)) ?? ''
  }

  isChanged(binding: Binding): boolean {
    return Object.hasOwn(this.#own, nameOf(binding))
  }

  /** What the key does now wherever it would do this instead. */
  holders(binding: Binding, key: string): Binding[] {
    const wanted = wholeOf(binding, key)
    const twins = twinsOf(binding)
    return this.bindings.filter(
      (other) =>
        other.keys.some((one) => wanted.includes(one)) &&
        twins.some((twin) => other.command !== twin.command && meet(twin, other)),
    )
  }

  /** The key alone does this from now on, wherever the same keys did it at first; it is taken from what else it did there. */
  give(binding: Binding, key: string): void {
    const own = { ...this.#own }
    const keys = wholeOf(binding, key)
    for (const holder of this.holders(binding, key))
      own[nameOf(holder)] = holder.keys.filter((one) => !keys.includes(one))
    for (const twin of twinsOf(binding)) own[nameOf(twin)] = twin.keys.includes(ALWAYS) ? [...keys, ALWAYS] : keys
    this.#preferences.set({ keys: own })
  }

  /** As at first; what others do with those keys by now, they no longer do. */
  reset(binding: Binding): void {
    const own = { ...this.#own }
    for (const twin of twinsOf(binding)) {
      for (const holder of this.bindings)
        if (holder.command !== twin.command && meet(twin, holder) && holder.keys.some((key) => twin.keys.includes(key)))
          own[nameOf(holder)] = holder.keys.filter((key) => !twin.keys.includes(key))
      Reflect.deleteProperty(own, nameOf(twin))
    }
    this.#preferences.set({ keys: own })
  }

  resetAll(): void {
    this.#preferences.set({ keys: {} })
  }

  get #own(): Readonly<Record<string, readonly string[]>> {
    return this.#preferences.values.keys
  }

  #find(command: Command, place: Place): Binding | undefined {
    return this.bindings.find((binding) => binding.command === command && binding.place === place)
  }
}

/** How a changed binding is kept. */
export function nameOf({ place, command }: Pick<Binding, 'place' | 'command'>): string {
  return `${place}.${command}`
}

/** The same command by the same keys in several places is one thing to a person. */
function twinsOf({ command, place }: Binding): Binding[] {
  const all = BINDINGS.filter((binding) => binding.command === command)
  const keys = all.find((binding) => binding.place === place)?.keys.join(' ')
  return all.filter((binding) => binding.keys.join(' ') === keys)
}

/** A letter that marks and goes on with Shift does so whichever letter it is. */
function wholeOf(binding: Binding, key: string): string[] {
  const goesOn = twinsOf(binding).some(({ keys }) => keys.some((one) => keys.includes(`Shift+${one}`)))
  return goesOn && key.length === 1 && key.toLowerCase() !== key.toUpperCase() ? [key, `Shift+${key}`] : [key]
}

/** Whether a key pressed in one of the places is heard by both. */
function meet(left: Binding, right: Binding): boolean {
  if (left.place === right.place) return true
  return hears(left, right.place) || hears(right, left.place)
}

/** Whether what can be done anywhere can be done there too. */
function hears({ command, place }: Binding, there: Place): boolean {
  if (place !== 'anywhere') return false
  return there === 'grid' || there === 'query' || ((command === 'undo' || command === 'redo') && there !== 'taste')
}
