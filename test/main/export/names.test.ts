import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, posix, win32 } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  extendName,
  fillTemplate,
  nameKey,
  NameRegister,
  positionWidth,
  safeName,
  safePath,
  splitName,
  titleOf,
  unknownPlaceholders,
} from '../../../main/export/names.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'

/** Text as hostile as file names come: separators, dots, devices, controls, emoji, halves of characters. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        '..',
        '/',
        '\\',
        'CON',
        'nul',
        'COM1',
        '.',
        ' ',
        ':',
        '\0',
        '\u202E',
        '\uD800',
        'é',
        'e\u0301',
        '👨‍👩‍👧',
        'x'.repeat(60),
        '\uFFFF',
        '~',
        '-',
        '$',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
)

function expectSafe(name: string): void {
  expect(name).not.toBe('')
  expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Cs}\u202E]/u)
  expect(name).not.toMatch(/[. ]$/u)
  expect(name).not.toMatch(/^\s/u)
  expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|$)/iu)
  expect(name).toBe(name.normalize('NFC'))
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  expect(name.normalize('NFD').length).toBeLessThanOrEqual(255)
  for (const path of [posix, win32]) {
    expect(path.basename(name)).toBe(name)
    expect(path.isAbsolute(name)).toBe(false)
    expect(path.resolve(path === posix ? '/t' : 'C:\\t', name)).toBe(path === posix ? `/t/${name}` : `C:\\t\\${name}`)
  }
}

it('makes one safe name of any text, and leaves a safe name as it is', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const name = safeName(text)
      expectSafe(name)
      expect(safeName(name)).toBe(name)
    }),
    { numRuns: 2_000 },
  )
})

it('keeps any template of any photo below the target and under its ending', () => {
  const ending = fc.constantFrom('.jpg', '.jpg.xmp', ' (12).webp', '.HEIC')
  fc.assert(
    fc.property(hostile, hostile, hostile, ending, (template, name, camera, end) => {
      const parts = { position: '0001', name, date: 'no-date', time: 'no-time', score: '0.5', camera }
      const made = fillTemplate(`${template}{position}_{name}{camera}`, parts, end)
      expectSafe(made)
      expect(made.endsWith(end)).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

it('never leads out of the folder by a path, whatever its parts', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 5 }), (parts) => {
      const path = safePath(parts.join('/'))
      for (const part of path.split('/')) expectSafe(part)
      expect(posix.join('/target', path).startsWith('/target/')).toBe(true)
      expect(win32.join('C:\\target', path).startsWith('C:\\target\\')).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

it('writes every name it makes as a file of that name', async () => {
  const folder = join(await temporaryFolder(), 'names')
  await mkdir(folder)
  const names = new NameRegister()
  const wanted = fc.sample(hostile, { numRuns: 300, seed: 7 }).map((text) => {
    const suffix = names.takeTogether((more) => [extendName(safeName(text), more)])
    return extendName(safeName(text), suffix)
  })
  for (const name of wanted) await writeFile(join(folder, name), '', { flag: 'wx' })
  expect((await readdir(folder)).toSorted()).toEqual(wanted.toSorted())
})

it.each([
  ['..', '_'],
  ['../../etc/passwd', '.._.._etc_passwd'],
  ['C:\\Windows\\system.ini', 'C__Windows_system.ini'],
  ['CON', 'CON_'],
  ['nul.jpg', 'nul_.jpg'],
  ['Com1.tar.gz', 'Com1_.tar.gz'],
  ['console.jpg', 'console.jpg'],
  ['what? a "name": <1|2>*.jpg', 'what_ a _name__ _1_2__.jpg'],
  ['trailing. . .', 'trailing'],
  ['-rf.jpg', '-rf.jpg'],
  ['.hidden', '.hidden'],
  ['cafe\u0301.jpg', 'caf\u00e9.jpg'],
  ['photo\u202Egpj.exe', 'photogpj.exe'],
  ['a\tb\nc.jpg', 'a b c.jpg'],
  ['', '_'],
])('turns %j into %j', (text, name) => {
  expect(safeName(text)).toBe(name)
})

it('cuts an overlong name between characters and keeps its ending', () => {
  const family = '👨‍👩‍👧‍👦'
  const name = safeName(`${family.repeat(20)}.jpeg`)
  expect(name).toBe(`${family.repeat(10)}.jpeg`)
  expect(safeName(`${'a'.repeat(251)}.jpg`)).toBe(`${'a'.repeat(251)}.jpg`)
  expect(extendName(`${'a'.repeat(251)}.jpg`, ' (2)')).toBe(`${'a'.repeat(247)} (2).jpg`)
})

it.each([
  ['IMG.JPG', 'img.jpg'],
  ['caf\u00e9.jpg', 'cafe\u0301.jpg'],
  ['stra\u00dfe.jpg', 'STRASSE.JPG'],
  ['a\u200Db.jpg', 'ab.jpg'],
  ['\u212Aelvin.jpg', 'kelvin.jpg'],
])('takes %j and %j for one name, as some file system does', (left, right) => {
  expect(nameKey(left)).toBe(nameKey(right))
  const names = new NameRegister([left])
  expect(names.take(right)).toBe(false)
  expect(names.take('another.jpg')).toBe(true)
})

it('never gives one name twice, whatever is in the folder already', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 20 }), fc.array(hostile, { maxLength: 20 }), (present, wanted) => {
      const names = new NameRegister(present.map(safeName))
      const given = wanted.map((text) => {
        const suffix = names.takeTogether((more) => [extendName(safeName(text), more)])
        return extendName(safeName(text), suffix)
      })
      const keys = [...new Set(present.map((name) => nameKey(safeName(name)))), ...given.map(nameKey)]
      expect(new Set(keys).size).toBe(keys.length)
    }),
  )
})

it('numbers a thousand photos of one name without trying each number each time', () => {
  const names = new NameRegister(['x.jpg'])
  const given = Array.from({ length: 5_000 }, () => names.takeTogether((more) => [`x${more}.jpg`]))
  expect(given[0]).toBe(' (2)')
  expect(given.at(-1)).toBe(' (5001)')
})

it('gives a photo and its sidecar one number', () => {
  const names = new NameRegister(['a.jpg.xmp'])
  expect(names.takeTogether((more) => [`a${more}.jpg`, `a${more}.jpg.xmp`])).toBe(' (2)')
  expect(names.has('a (2).jpg')).toBe(true)
  expect(names.has('a.jpg')).toBe(false)
})

it('pads positions to the width of the set, so that names sort as the order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), (count) => {
      const width = positionWidth(count)
      const names = Array.from({ length: count }, (_, i) => {
        const position = String(i + 1).padStart(width, '0')
        const parts = { position, name: `IMG_${String(count - i)}`, date: '', time: '', score: '', camera: '' }
        return fillTemplate('{position}_{name}', parts, '.jpg')
      })
      expect(names.toSorted()).toEqual(names)
    }),
    { numRuns: 20 },
  )
})

it('names the words of a template that mean nothing', () => {
  expect(unknownPlaceholders('{position}_{nmae}_{}')).toEqual(['nmae', ''])
  expect(unknownPlaceholders('{position}_{name}_{date}_{time}_{score}_{camera}')).toEqual([])
})

it('makes a title of a sentence', () => {
  expect(titleOf('  most people:\n at the beach? ')).toBe('most people_ at the beach_')
  expect(titleOf('')).toBe('Podium export')
  expect(titleOf('word '.repeat(100)).length).toBeLessThanOrEqual(80)
})

it('tells stem and ending apart', () => {
  expect(splitName('a.b.jpg')).toEqual({ stem: 'a.b', ending: '.jpg' })
  expect(splitName('.jpg')).toEqual({ stem: '.jpg', ending: '' })
  expect(splitName('Mr. Smith at the beach')).toEqual({ stem: 'Mr. Smith at the beach', ending: '' })
})
