import { describe, expect, it } from 'vitest'
import { BINDINGS, type Command, type Place } from '../../renderer/bindings.ts'
import { bringsNext, isReserved, keyName, type KeyPress } from '../../renderer/keys.ts'
import { Keys } from '../../renderer/state/keys.svelte.ts'
import { Preferences } from '../../renderer/state/preferences.svelte.ts'

const { commandOf } = keysOf()

function keysOf(storage: Pick<Storage, 'getItem' | 'setItem'> | null = null) {
  const keys = new Keys(new Preferences(storage))
  const binding = (command: Command, place: Place) => {
    const found = keys.bindings.find((one) => one.command === command && one.place === place)
    if (found === undefined) throw new Error(`No ${command} in ${place}.`)
    return found
  }
  const commandOf = (pressed: KeyPress, place: Place, typing: boolean) => keys.commandOf(pressed, place, typing)
  return { keys, binding, commandOf }
}

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, ...more }
}

describe('keys', () => {
  it('that type a character never act while typing', () => {
    for (const { place, keys } of BINDINGS) {
      for (const key of keys) {
        const character = key.length === 1 ? key : key === 'Space' ? ' ' : null
        if (character !== null) expect(commandOf(press(character), place, true)).toBeNull()
      }
    }
  })

  it('act outside text fields', () => {
    expect(commandOf(press('/'), 'anywhere', false)).toBe('focusQuery')
    expect(commandOf(press('?', { shiftKey: true }), 'anywhere', false)).toBe('showKeys')
    expect(commandOf(press(' '), 'grid', false)).toBe('open')
    expect(commandOf(press('Escape'), 'viewer', false)).toBe('close')
  })

  it('with Ctrl, or the command key of a Mac, act in text fields as well', () => {
    expect(commandOf(press('f', { ctrlKey: true }), 'anywhere', true)).toBe('focusQuery')
    expect(commandOf(press('f', { metaKey: true }), 'anywhere', true)).toBe('focusQuery')
  })

  it('act only in their own place', () => {
    expect(commandOf(press('z'), 'grid', false)).toBeNull()
    expect(commandOf(press('ArrowUp'), 'anywhere', false)).toBeNull()
  })

  it('leave alone what an input method composes and what the Alt key changes', () => {
    expect(commandOf(press('Enter', { isComposing: true }), 'query', true)).toBeNull()
    expect(commandOf(press('i', { altKey: true }), 'anywhere', false)).toBeNull()
  })

  it('with Alt move photos, where Alt types nothing', () => {
    expect(commandOf(press('ArrowLeft', { altKey: true }), 'grid', false)).toBe('moveLeft')
    expect(keyName(press(' ', { altKey: true }))).toBeNull()
    expect(keyName(press('End', { altKey: true, ctrlKey: true }))).toBe('Ctrl+Alt+End')
  })

  it('are told apart with and without Shift where it makes another letter', () => {
    expect(keyName(press('I', { shiftKey: true }))).toBe('Shift+i')
    expect(commandOf(press('I', { shiftKey: true }), 'anywhere', false)).toBeNull()
    expect(commandOf(press('I'), 'anywhere', false)).toBe('toggleInfo')
  })

  it('mean one thing in one place', () => {
    const seen = BINDINGS.flatMap(({ place, keys }) => keys.map((key) => `${place} ${key}`))
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('take none that the browser owns', () => {
    expect(
      ['Ctrl+w', 'Ctrl+t', 'Ctrl+Shift+n', 'Tab', 'Shift+Tab', 'F5', 'Alt+F4'].filter((key) => !isReserved(key)),
    ).toEqual([])
    expect(BINDINGS.flatMap(({ keys }) => keys).filter((key) => key !== 'Escape' && isReserved(key))).toEqual([])
  })
})

describe('keys of one\u2019s own', () => {
  it('do it in every place where the same keys did it, also with Shift, and the old ones no longer do', () => {
    const { keys, binding, commandOf } = keysOf()
    keys.give(binding('pick', 'grid'), 'f')
    for (const place of ['grid', 'viewer', 'compare'] as const) {
      expect(commandOf(press('f'), place, false)).toBe('pick')
      expect(commandOf(press('F', { shiftKey: true }), place, false)).toBe('pick')
      expect(commandOf(press('p'), place, false)).toBeNull()
    }
    expect(keys.keyOf('pick', 'viewer')).toBe('f')
    expect(keys.letterOf('pick', 'grid')).toBe('F')
  })

  it('are taken from what else they did where both are heard, and nowhere else', () => {
    const { keys, binding, commandOf } = keysOf()
    expect(keys.holders(binding('reverse', 'anywhere'), 's').map(({ command }) => command)).toEqual(['toggleStack'])
    keys.give(binding('reverse', 'anywhere'), 's')
    expect(commandOf(press('s'), 'grid', false)).toBeNull()
    expect(commandOf(press('s'), 'anywhere', false)).toBe('reverse')
    expect(commandOf(press('s'), 'viewer', false)).toBe('toggleStack')
  })

  it('never take Escape away', () => {
    const { keys, binding, commandOf } = keysOf()
    keys.give(binding('close', 'viewer'), 'q')
    expect(commandOf(press('q'), 'viewer', false)).toBe('close')
    expect(commandOf(press('Escape'), 'viewer', false)).toBe('close')
    expect(isReserved('Escape')).toBe(true)
  })

  it('mean one thing in one place after any change, and everything can be as at first', () => {
    const { keys, binding } = keysOf()
    const changes: [Command, Place, string][] = [
      ['rate1', 'grid', 'x'],
      ['reject', 'viewer', '1'],
      ['undo', 'anywhere', 'ArrowLeft'],
      ['left', 'grid', 'Ctrl+z'],
      ['tasteLeft', 'taste', 'Ctrl+z'],
    ]
    for (const [command, place, key] of changes) {
      keys.give(binding(command, place), key)
      const seen = keys.bindings.flatMap((one) => one.keys.map((name) => `${one.place} ${name}`))
      expect(new Set(seen).size).toBe(seen.length)
      expect(binding(command, place).keys).toContain(key)
    }
    expect(keys.changed).toBe(true)
    keys.reset(binding('reject', 'grid'))
    expect(binding('reject', 'grid').keys).toEqual(['x', 'Shift+x'])
    expect(binding('rate1', 'grid').keys).toEqual([])
    keys.resetAll()
    expect(keys.bindings).toEqual(BINDINGS)
    expect(keys.changed).toBe(false)
  })

  it('are there again on the next visit, and nonsense is not', () => {
    let kept: string | null = null
    const storage = { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) }
    const first = keysOf(storage)
    first.keys.give(first.binding('collect', 'grid'), 'F2')
    expect(keysOf(storage).commandOf(press('F2'), 'viewer', false)).toBe('collect')
    kept = '{"keys":{"grid.left":7,"grid.right":[1],"nowhere.what":["k"]}}'
    expect(keysOf(storage).keys.bindings).toEqual(BINDINGS)
  })
})

describe('a mark brings the next photo', () => {
  it.each([
    ['with Shift', true, false, true],
    ['with Caps Lock', false, true, true],
    ['not by itself', false, false, false],
  ])('%s', (_, shiftKey, capsLock, brings) => {
    expect(bringsNext({ shiftKey, getModifierState: (key) => key === 'CapsLock' && capsLock })).toBe(brings)
  })
})
