import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { exiftool } from 'exiftool-vendored'
import fc from 'fast-check'
import { afterAll, expect, it, test } from 'vitest'
import { changeSidecar, readSidecar } from '../../../main/sidecars/document.ts'
import { sidecarNames } from '../../../main/sidecars/find.ts'

const changedAt = new Date('2026-01-02T03:04:05.000Z')
const hasPerl = process.platform === 'win32' || spawnSync('perl', ['-v']).status === 0

const LIGHTROOM = `\uFEFF<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
   xmp:Rating="2"
   xmp:Label='Old "label"'
   crs:Exposure2012="+0.35"
   crs:ToneCurveName2012="Linear &amp; flat">
   <!-- xmp:Rating="5" is what a comment says -->
   <dc:subject>
    <rdf:Bag>
     <rdf:li>R&amp;D</rdf:li>
     <rdf:li>beach</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <crs:ToneCurve>
    <rdf:Seq>
     <rdf:li>0, 0</rdf:li>
    </rdf:Seq>
   </crs:ToneCurve>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`

const DARKTABLE = `<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:darktable="http://darktable.sf.net/"
   darktable:xmp_version="5"
   darktable:history_end="2">
   <darktable:history>
    <rdf:Seq>
     <rdf:li darktable:operation="exposure" darktable:params="00 &gt; 11"/>
    </rdf:Seq>
   </darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
`

const DIGIKAM = `<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<rdf:Description rdf:about='' xmlns:xap='http://ns.adobe.com/xap/1.0/'><xap:Rating>1</xap:Rating></rdf:Description>
<rdf:Description rdf:about='' xmlns:digiKam='http://www.digikam.org/ns/1.0/'><digiKam:TagsList><rdf:Seq><rdf:li>A/B</rdf:li></rdf:Seq></digiKam:TagsList></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end='w'?>`

const SIDECARS = { LIGHTROOM, DARKTABLE, DIGIKAM }

afterAll(() => exiftool.end())

test.each(Object.entries(SIDECARS))('%s keeps every line that does not hold a changed property', (_, text) => {
  const changed = changeSidecar(text, { rating: 4, label: 'Red', keywords: ['sea & <sand>'], changedAt })
  expect(readSidecar(changed)).toMatchObject({
    rating: 4,
    label: 'Red',
    ownRating: 4,
    changedAtMs: changedAt.getTime(),
  })
  expect(readSidecar(changed).keywords).toContain('sea & <sand>')
  const touched = /Rating|Label|subject|rdf:Bag|rdf:Description|history_end|ToneCurveName2012/u
  for (const line of text.split('\n')) if (!touched.test(line)) expect(changed).toContain(line)
  for (const value of ['+0.35', 'Linear &amp; flat', '00 &gt; 11', 'A/B', 'R&amp;D'])
    expect(changed.includes(value)).toBe(text.includes(value))
})

it('cuts in the new value and nothing else', () => {
  const changed = changeSidecar(LIGHTROOM, { label: 'Red', changedAt })
  const added = / (?:xmlns:podium|podium:Label|xmp:MetadataDate)="[^"]*"/gu
  const without = changed.replaceAll(added, '')
  expect(without).toBe(LIGHTROOM.replace('Old "label"', 'Red'))
})

it('reads what a comment says as a comment', () => {
  expect(readSidecar(LIGHTROOM)).toMatchObject({ rating: 2, label: 'Old "label"', keywords: ['R&D', 'beach'] })
  expect(readSidecar(DIGIKAM)).toMatchObject({ rating: 1, label: null, keywords: [], ownRating: null })
})

it('adds only keywords that are not there, and changes nothing when there is nothing to change', () => {
  expect(changeSidecar(LIGHTROOM, { keywords: ['beach', 'R&D'], changedAt })).toBe(LIGHTROOM)
  const twice = changeSidecar(changeSidecar(null, { keywords: ['a', 'b'], changedAt }), {
    keywords: ['b', 'c', 'c'],
    changedAt,
  })
  expect(readSidecar(twice).keywords).toEqual(['a', 'b', 'c'])
})

it('reads back whatever it wrote, over any number of changes', () => {
  const words = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((word) => word.replaceAll(/\p{C}/gu, '').trim())
  fc.assert(
    fc.property(
      fc.constantFrom(null, ...Object.values(SIDECARS)),
      fc.integer({ min: 1, max: 5 }),
      fc.array(
        words.filter((word) => word !== ''),
        { maxLength: 4 },
      ),
      words.filter((word) => word !== ''),
      (text, rating, keywords, label) => {
        const once = changeSidecar(text, { rating, keywords, label, changedAt })
        const values = readSidecar(once)
        expect(values).toMatchObject({ rating, label })
        expect(values.keywords).toEqual(expect.arrayContaining(keywords))
        expect(changeSidecar(once, { rating, keywords, label, changedAt })).toBe(once)
      },
    ),
  )
})

test.each([
  ['no XML', 'hello'],
  ['cut off', LIGHTROOM.slice(0, 700)],
  ['another document', '<html><body/></html>'],
  ['a bomb', '<!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>'],
  ['nothing', ''],
])('refuses %s and says that it was left', (_, text) => {
  expect(() => changeSidecar(text, { rating: 3, changedAt })).toThrow(
    expect.objectContaining({ code: 'invalid-params' }),
  )
  expect(() => readSidecar(text)).toThrow(expect.objectContaining({ code: 'invalid-params' }))
})

it.skipIf(!hasPerl)(
  'exiftool reads the new values, and every tag it read before',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'podium-xmp-'))
    try {
      for (const [name, text] of [...Object.entries(SIDECARS), ['NEW', null] as const]) {
        const file = join(folder, `${name}.xmp`)
        await writeFile(file, text ?? changeSidecar(null, { label: 'Blue', changedAt }))
        const before: Record<string, unknown> = { ...(await exiftool.readRaw(file)) }
        await writeFile(file, changeSidecar(text, { rating: 5, label: 'Red', keywords: ['sea & <sand>'], changedAt }))
        const after: Record<string, unknown> = { ...(await exiftool.readRaw(file)) }
        expect(after).toMatchObject({ Rating: 5, Label: 'Red' })
        expect([after['Subject']].flat()).toContain('sea & <sand>')
        expect(after['Warning']).toBeUndefined()
        const own =
          /^(?:Rating|RatingPercent|Label|Subject|Keywords|MetadataDate|FileSize|File.*Date|FileModifyDate|SourceFile)$/u
        for (const [tag, value] of Object.entries(before))
          if (!own.test(tag)) expect([tag, after[tag]]).toEqual([tag, value])
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  60_000,
)

test.each([
  ['IMG_1.CR2', ['IMG_1.CR2', 'IMG_1.jpg', 'IMG_1.xmp', 'IMG_1.CR2.xmp'], ['IMG_1.CR2.xmp', 'IMG_1.xmp']],
  ['IMG_1.jpg', ['IMG_1.CR2', 'IMG_1.jpg', 'IMG_1.xmp'], []],
  ['IMG_1.jpg', ['IMG_1.jpg', 'IMG_1.png', 'IMG_1.XMP', 'IMG_10.xmp'], ['IMG_1.XMP']],
  ['IMG_1.jpg', ['IMG_1.jpg.xmp', 'IMG_2.jpg.xmp'], ['IMG_1.jpg.xmp']],
  ['noending', ['noending.xmp'], ['noending.xmp']],
])('the sidecars of %s among %j are %j', (photo, directory, sidecars) => {
  expect(sidecarNames(photo, directory)).toEqual(sidecars)
})
