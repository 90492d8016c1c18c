const charactersMax = 20

/** A title as it fits on a button: whole characters, as people see them, up to what WhatsApp takes. */
export function shortTitle(title: string): string {
  if (title.length <= charactersMax) return title
  let short = ''
  for (const { segment } of new Intl.Segmenter().segment(title)) {
    if (short.length + segment.length > charactersMax) break
    short += segment
  }
  return short.trimEnd()
}
