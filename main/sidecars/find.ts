/** Which sidecars belong to a photo. Two schemes are about: `IMG_1.CR2.xmp` and `IMG_1.xmp`. */

/** Endings that cameras give to raw files: of photos with one base name, `IMG_1.xmp` belongs to these. */
const RAW_ENDINGS = new Set(
  '3fr arw cr2 cr3 crw dcr dng erf fff gpr iiq k25 kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f'.split(
    ' ',
  ),
)

/** Lower case, without the dot; empty where there is none. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

/**
 * Names of the sidecars of a photo among the names of its directory, the one with the full name first. Beside a raw
 * file, `IMG_1.xmp` is the raw file's alone; else it belongs to every photo of that base name, as no program says whose
 * it is.
 */
export function sidecarNames(photo: string, directory: Iterable<string>): string[] {
  const ending = endingOf(photo)
  const base = ending === '' ? photo : photo.slice(0, -(ending.length + 1))
  const names = [...directory]
  const xmp = names.filter((name) => endingOf(name) === 'xmp')
  const full = xmp.filter((name) => name.slice(0, -4) === photo)
  const raw = (name: string): boolean => RAW_ENDINGS.has(endingOf(name))
  const others = names.some((name) => name !== photo && raw(name) && name.slice(0, name.lastIndexOf('.')) === base)
  const plain = others && !raw(photo) ? [] : xmp.filter((name) => name.slice(0, -4) === base)
  return [...full, ...plain.filter((name) => !full.includes(name))]
}
