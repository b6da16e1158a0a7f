/** Decodes, makes smaller and encodes the pictures of a folder and writes nothing: what resizing costs at the least. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { configureImages } from '../../main/inference/pixels.ts'

const [folder = '', longSide = '', quality = '', atOnce = ''] = process.argv.slice(2)
configureImages()
const files = (await readdir(folder)).toSorted().map((name) => join(folder, name))
const from = performance.now()
const waiting = files.values()
const work = async (): Promise<void> => {
  for (const file of waiting)
    await sharp(file)
      .autoOrient()
      .resize({ width: Number(longSide), height: Number(longSide), fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: Number(quality) })
      .toBuffer()
}
await Promise.all(Array.from({ length: Number(atOnce) }, work))
process.stdout.write(String((performance.now() - from) / 1_000))
