import { describe, expect, it } from 'vitest'
import { BINDINGS, commandOf, keyName, type KeyPress } from '../../renderer/keys.ts'

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
    const owned = ['Ctrl+w', 'Ctrl+t', 'Ctrl+n', 'Tab']
    expect(BINDINGS.flatMap(({ keys }) => keys).filter((key) => owned.includes(key))).toEqual([])
  })
})
