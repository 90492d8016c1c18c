/** How many bytes of a medium `looksLike` wants to see. */
export const headBytes = 1024

/**
 * Whether bytes can be what they are declared to be, by how they begin: the first `headBytes` of a medium, or all of a shorter
 * one. True for types that are not known by their beginning. Parameters of the type do not count.
 */
export function looksLike(mime: string, head: Uint8Array): boolean {
  const [essence = ''] = mime.split(';')
  const fits = signatures[essence.trim().toLowerCase()]
  return !fits || fits(Buffer.from(head.buffer, head.byteOffset, head.byteLength))
}

type Fits = (head: Buffer) => boolean

const zip = startsWith('PK\x03\x04')
/** What Office wrote before 2007, and what it wraps a protected file of today in. */
const compound = startsWith('\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1')
const ogg = startsWith('OggS')
const id3 = startsWith('ID3')

const signatures: Record<string, Fits> = {
  'image/jpeg': startsWith('\xFF\xD8\xFF'),
  'image/png': startsWith('\x89PNG\r\n\x1A\n'),
  'image/webp': (head) => startsWith('RIFF')(head) && head.toString('latin1', 8, 12) === 'WEBP',
  'video/mp4': isBoxed,
  'video/3gpp': isBoxed,
  'audio/mp4': isBoxed,
  // The layer of a frame is 0 in AAC and never in MP3.
  'audio/aac': (head) => hasFrame(head, (layer) => layer === 0) || startsWith('ADIF')(head) || id3(head),
  'audio/mpeg': (head) => hasFrame(head, (layer) => layer !== 0) || id3(head),
  'audio/amr': startsWith('#!AMR'),
  'audio/ogg': ogg,
  'audio/opus': ogg,
  // Readers take a little before it, and so do the programs that write it.
  'application/pdf': (head) => head.includes('%PDF-'),
  'text/plain': isText,
  'application/msword': (head) => compound(head) || startsWith('{\\rtf')(head),
  'application/vnd.ms-excel': compound,
  'application/vnd.ms-powerpoint': compound,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': isOffice,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': isOffice,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': isOffice,
}

function startsWith(mark: string): Fits {
  const bytes = Buffer.from(mark, 'latin1')
  return (head) => head.subarray(0, bytes.length).equals(bytes)
}

/** A file of boxes, as MP4, 3GP and M4A are; old ones begin with another box than their type. */
function isBoxed(head: Buffer): boolean {
  return ['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide'].includes(head.toString('latin1', 4, 8))
}

/** An MPEG audio frame: eleven bits of ones, the version, then the layer. */
function hasFrame(head: Buffer, takes: (layer: number) => boolean): boolean {
  const [first = 0, second = 0] = head
  return first === 0xff && (second & 0xe0) === 0xe0 && takes((second >> 1) & 0b11)
}

function isOffice(head: Buffer): boolean {
  return zip(head) || compound(head)
}

/** Text has no NUL, unless it is UTF-16 and says so. */
function isText(head: Buffer): boolean {
  return !head.includes(0) || startsWith('\xFF\xFE')(head) || startsWith('\xFE\xFF')(head)
}
