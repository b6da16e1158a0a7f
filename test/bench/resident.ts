/** Memory of another process. */
import { readFileSync } from 'node:fs'

/** Megabytes (2^20) that it holds now; null where the system does not say it like Linux. */
export function residentMegabytes(pid: number): number | null {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) / 1_024
  } catch {
    return null
  }
}
