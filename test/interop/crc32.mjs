// CRC-32 as the checksums of books use it.
const table = Array.from({ length: 256 }, (_, i) => {
  let x = i
  for (let k = 0; k < 8; ++k) x = x & 1 ? (x >>> 1) ^ 0xedb88320 : x >>> 1
  return x
})

export function crc32 (text) {
  let x = 0xffffffff
  for (const byte of Buffer.from(text))
    x = table[(x ^ byte) & 0xff] ^ (x >>> 8)
  return (x ^ 0xffffffff) >>> 0
}
