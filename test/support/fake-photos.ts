/** Photos without files: what each is follows from its number, in a library of any size. */
export interface FakePicture {
  readonly name: string
  readonly aspect: number
}

export interface FakePhoto {
  readonly photoId: number
  readonly picture: string
  readonly name: string
  readonly aspect: number
  readonly takenAt: string
  readonly value: number
}

export function fakePhoto(photoId: number, pictures: readonly FakePicture[]): FakePhoto {
  const picture = photoId % pictures.length
  const day = new Date(Date.UTC(2019, 6, 1 + ((photoId * 7) % 1_460), 9 + (photoId % 9), (photoId * 13) % 60))
  const name =
    photoId % 17 === 3
      ? `A very long name of a picture that somebody once typed with care ${photoId}.jpg`
      : `DSCF${String(2_000 + photoId)}.jpg`
  const value = 8 + 115 / (1 + (((photoId * 7_919) % 10_007) / 10_007) * 8)
  return {
    photoId,
    picture: pictures[picture]?.name ?? '',
    name,
    aspect: pictures[picture]?.aspect ?? 1.5,
    takenAt: day.toISOString().slice(0, 19),
    value,
  }
}
