/**
 * The bytes of an ONNX model that multiplies a matrix by a vector, written by hand: scores[n] = m[n, width] * q[width, 1].
 * The runtime's product uses every core and vector instruction; a loop in TypeScript takes three times as long.
 */

const WIRE_VARINT = 0
const WIRE_BYTES = 2
const FLOAT = 1

function varint(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}

function number(field: number, value: number): number[] {
  return [...varint(field * 8 + WIRE_VARINT), ...varint(value)]
}

function bytes(field: number, content: readonly number[]): number[] {
  return [...varint(field * 8 + WIRE_BYTES), ...varint(content.length), ...content]
}

function text(field: number, value: string): number[] {
  return bytes(field, [...new TextEncoder().encode(value)])
}

/** ValueInfoProto of a float tensor; a string dimension is left open. */
function tensor(field: number, name: string, shape: readonly (string | number)[]): number[] {
  const dimensions = shape.flatMap((size) => bytes(1, typeof size === 'string' ? text(2, size) : number(1, size)))
  const type = bytes(1, [...number(1, FLOAT), ...bytes(2, dimensions)])
  return bytes(field, [...text(1, name), ...bytes(2, type)])
}

export function productModel(width: number): Uint8Array {
  const node = [...text(1, 'm'), ...text(1, 'q'), ...text(2, 'scores'), ...text(4, 'MatMul')]
  const graph = [
    ...bytes(1, node),
    ...text(2, 'product'),
    ...tensor(11, 'm', ['n', width]),
    ...tensor(11, 'q', [width, 1]),
    ...tensor(12, 'scores', ['n', 1]),
  ]
  const opset = bytes(8, number(2, 13))
  return Uint8Array.from([...number(1, 8), ...opset, ...bytes(7, graph)])
}
