/** Whether a server that names this type has said what a file is. */
export function saysNothing(mime: string | null): mime is null {
  return mime === null || mime === 'application/octet-stream' || mime === 'binary/octet-stream'
}

/** The type of a file by the end of its name. */
export function mimeOfName(filename: string | null): string | undefined {
  const [, extension = ''] = /\.([a-z0-9]{2,5})$/i.exec(filename ?? '') ?? []
  return byExtension[extension.toLowerCase()]
}

/** The word WhatsApp has for a type that goes by several. */
export function canonicalMime(mime: string): string {
  const [essence = ''] = mime.split(';')
  const word = essence.trim().toLowerCase()
  return aliases[word] ?? word
}

/** How the name of a file of this type ends; undefined for a type without a usual end. */
export function extensionOf(mime: string): string | undefined {
  return Object.keys(byExtension).find((extension) => byExtension[extension] === mime)
}

const office = 'application/vnd.openxmlformats-officedocument'

const byExtension: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  mp4: 'video/mp4',
  '3gp': 'video/3gpp',
  aac: 'audio/aac',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  amr: 'audio/amr',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  pdf: 'application/pdf',
  txt: 'text/plain',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  docx: `${office}.wordprocessingml.document`,
  xlsx: `${office}.spreadsheetml.sheet`,
  pptx: `${office}.presentationml.presentation`,
}

const aliases: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/m4a': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
  'audio/x-aac': 'audio/aac',
  'audio/aacp': 'audio/aac',
  'application/ogg': 'audio/ogg',
  'video/3gp': 'video/3gpp',
}
