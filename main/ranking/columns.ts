/** Columns of numbers that grow: 8 bytes a cell whatever the number, where an array of numbers may box each. */

export class Column {
  #cells = new Float64Array(1_024)

  /** NaN where nothing was set. */
  get(row: number): number {
    return this.#cells[row] ?? NaN
  }

  set(row: number, value: number): void {
    if (row >= this.#cells.length) {
      const larger = new Float64Array(Math.max(row + 1, 2 * this.#cells.length))
      larger.set(this.#cells)
      this.#cells = larger
    }
    this.#cells[row] = value
  }

  /** One value per given row. */
  gather(rows: Int32Array): Float64Array {
    const values = new Float64Array(rows.length)
    const cells = this.#cells
    for (let i = 0; i < rows.length; i++) values[i] = cells[rows[i]!]!
    return values
  }
}
