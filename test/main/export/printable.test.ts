import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable, shortened, type Face } from '../../../main/export/printable.ts'

/** Knows Latin letters and the marks the product itself sets; every unit is half as wide as high. */
const FACE: Face = {
  has: (codePoint) => (codePoint >= 0x20 && codePoint < 0x250) || codePoint === 0x25a1 || codePoint === 0x2026,
  width: (text) => text.length / 2,
}
const TEXT = fc.string({ unit: 'binary', maxLength: 60 })

test('nothing is set that the face lacks', () => {
  fc.assert(
    fc.property(TEXT, (text) => {
      for (const character of Array.from(printable(text, FACE))) expect(FACE.has(character.codePointAt(0)!)).toBe(true)
    }),
  )
})

test('what the face has is left as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      expect(printable(text, FACE)).toBe(text)
    }),
  )
})

test('a shortened text fits, and one that fits is not touched', () => {
  fc.assert(
    fc.property(TEXT, fc.integer({ min: 1, max: 40 }), fc.constantFrom('start', 'ends'), (text, width, keep) => {
      const short = shortened(text, width, keep, FACE)
      if (FACE.width(text) <= width) expect(short).toBe(text)
      else expect(FACE.width(short)).toBeLessThanOrEqual(width)
    }),
  )
})

test.each([
  ['start', 'sunset at the bea…'],
  ['ends', 'sunset at t…12.jpg'],
] as const)('an ellipsis that keeps the %s leaves %s', (keep, shown) => {
  expect(shortened('sunset at the beach 0012.jpg', 9, keep, FACE)).toBe(shown)
})
