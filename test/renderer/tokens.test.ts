import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '..', '..', 'renderer', 'styles', 'tokens.css'), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/gu)].map(([, name = '', light = '', dark = '']) => [
    name,
    { light, dark },
  ]),
)

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string, theme: 'light' | 'dark'): number {
  const [low = 0, high = 0] = [one, other]
    .map((name) => luminance(tokens.get(name)?.[theme] ?? ''))
    .toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  it.each(['text', 'text-second', 'text-third', 'warning', 'error'])('%s is readable on every background', (name) => {
    for (const ground of ['background', 'panel', 'raised'])
      expect(contrast(name, ground, theme)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['control-line', 'gold', 'ring-outer', 'bar'])('%s can be told from what is behind it', (name) => {
    expect(contrast(name, 'background', theme)).toBeGreaterThanOrEqual(name === 'bar' ? 2.4 : 3)
  })

  it('has greys without a tint', () => {
    for (const name of [
      'background',
      'panel',
      'raised',
      'line',
      'text',
      'text-second',
      'text-third',
      'placeholder',
      'bar',
    ]) {
      expect(tokens.get(name)?.[theme]).toMatch(/^#(\w\w)\1\1$/u)
    }
  })
})
