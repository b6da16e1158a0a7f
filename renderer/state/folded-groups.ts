/** Which groups of collections are folded, kept by the browser between visits where it allows that. */
const STORAGE_KEY = 'podium.folded-groups'

export function foldedGroups(storage: Pick<Storage, 'getItem'> | null): Set<number> {
  try {
    const value: unknown = JSON.parse(storage?.getItem(STORAGE_KEY) ?? '[]')
    return new Set(Array.isArray(value) ? value.filter((entry) => typeof entry === 'number') : [])
  } catch {
    // Whatever another version or a person left there: all are open.
    return new Set()
  }
}

export function keepFolded(storage: Pick<Storage, 'setItem'> | null, folded: ReadonlySet<number>): void {
  storage?.setItem(STORAGE_KEY, JSON.stringify([...folded]))
}
