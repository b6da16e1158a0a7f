/** Words about the faces found in a picture. */
import type { Format } from './format.ts'

export function createFaceTexts({ plural, number }: Format) {
  return {
    show: (count: number) => plural(count, { one: 'Show the face', other: 'Show # faces' }),
    hide: 'Hide faces',
    label: 'Faces found in the picture',
    face: 'A face, too small to tell an age',
    looks: 'Age it looks',
    age: (years: number) => `about ${number(years)}`,
  }
}
