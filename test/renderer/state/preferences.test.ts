import { describe, expect, it } from 'vitest'
import { Preferences } from '../../../renderer/state/preferences.svelte.ts'

function storage(first: string | null = null) {
  let kept = first
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) }
}

describe('what a person chose for the page', () => {
  it('is there again on the next visit', () => {
    const store = storage()
    new Preferences(store).set({ tileSize: 240, uniform: true, filmstrip: false })
    new Preferences(store).set({ stacked: true })
    expect(new Preferences(store).values).toMatchObject({
      stacked: true,
      tileSize: 240,
      uniform: true,
      filmstrip: false,
    })
  })

  it.each(['nonsense', '7', 'null', '{"tileSize":9,"uniform":"yes","stacked":1}', '{"tileSize":null}'])(
    'is as at the beginning where %s was left there',
    (left) => {
      expect(new Preferences(storage(left)).values).toEqual(new Preferences(null).values)
    },
  )
})
