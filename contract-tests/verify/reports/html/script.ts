/** What the page does beyond being read: filters, copying, and a description of the square under the pointer. */
export const script = `
const find = (selector, within = document) => [...within.querySelectorAll(selector)]

for (const box of find('.curl')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'copy'
  button.addEventListener('click', async () => {
    const text = box.querySelector('pre').textContent
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      const area = document.createElement('textarea')
      area.value = text
      document.body.append(area)
      area.select()
      document.execCommand('copy')
      area.remove()
    }
    button.textContent = 'copied'
    setTimeout(() => { button.textContent = 'copy' }, 1500)
  })
  box.append(button)
}

const form = document.querySelector('.filters')
if (form) {
  form.hidden = false
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('input', () => {
    const weights = new Set(find('[name=weight]:checked', form).map((box) => box.value))
    const group = form.elements.consumer.value
    const words = form.elements.text.value.trim().toLowerCase().split(/\\s+/)
    let shown = 0
    for (const article of find('.group')) {
      const chosen = group === '' || article.dataset.group === group
      for (const finding of find('.finding', article)) {
        const text = finding.textContent.toLowerCase()
        const fits = chosen && weights.has(finding.dataset.weight) && words.every((word) => text.includes(word))
        finding.hidden = !fits
        if (fits) shown++
      }
      article.hidden = !chosen
    }
    document.querySelector('.nothing').hidden = shown > 0
  })
}

const tip = document.getElementById('tip')
let described
const describe = (cell) => {
  described = cell
  tip.hidden = !cell
  if (!cell) return
  const [name, ...lines] = cell.dataset.text.split('\\n')
  const head = document.createElement('b')
  head.textContent = name
  const squares = find('.sq', cell)
  const list = lines.map((line, at) => {
    const row = document.createElement('span')
    row.append(squares[at].cloneNode(), ' ' + line)
    return row
  })
  tip.replaceChildren(head, ...list)
  place()
}
const place = () => {
  if (!described) return
  const at = described.getBoundingClientRect()
  const left = Math.min(Math.max(8, at.left + at.width / 2 - tip.offsetWidth / 2), innerWidth - tip.offsetWidth - 8)
  const above = at.top - tip.offsetHeight - 8
  tip.style.left = left + 'px'
  tip.style.top = (above > 8 ? above : at.bottom + 8) + 'px'
}
for (const cell of find('.cell')) {
  cell.dataset.text = cell.title
  cell.removeAttribute('title')
  cell.addEventListener('pointerenter', () => describe(cell))
  cell.addEventListener('focus', () => describe(cell))
  cell.addEventListener('pointerleave', () => describe())
  cell.addEventListener('blur', () => describe())
}
addEventListener('scroll', place, { passive: true, capture: true })
addEventListener('keydown', (event) => { if (event.key === 'Escape') describe() })
`
