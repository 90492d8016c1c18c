import { type Markup, trusted } from './markup.ts'

/** Drawn, because not every machine has letters for them. */
export const icons = {
  passed: drawn('M3 8.5l3.2 3.2L13 4.8'),
  failed: drawn('M4 4l8 8M12 4l-8 8'),
  warned: drawn('M8 3v6M8 12v1'),
  leftOut: drawn('M4 8h8'),
}

function drawn(path: string): Markup {
  return trusted(`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`)
}
