import type { TemplateButton, TemplateComponentInput } from '../../../../generated/keebai/types.gen.ts'
import { type ParameterFormat, placeholdersOf, type TemplateComponent } from '../../../domain/templates/template.ts'

/** Components in Meta's words: those of Keebai, but for what it spells in another way. */
export function fromComponents(components: TemplateComponentInput[]): TemplateComponent[] {
  return components.map(({ buttons, example, ...component }) => ({
    ...component,
    ...(example && { example }),
    ...(buttons && { buttons: buttons.map(fromButton) }),
  }))
}

function fromButton({ coupon_code: code, ...button }: TemplateButton): Record<string, unknown> {
  if (button.type === 'COPY_CODE' && code !== undefined) return { ...button, example: button.example ?? [code] }
  if (button.type === 'OTP') return { otp_type: 'COPY_CODE', ...button }
  return button
}

/** What the variables say of their form; templates without any are taken for `NAMED`. */
export function formatOf(components: TemplateComponentInput[]): ParameterFormat {
  const names = components.flatMap(({ type, text = '' }) => (type === 'BUTTONS' ? [] : placeholdersOf(text)))
  return names.some((name) => /^\d+$/.test(name)) ? 'POSITIONAL' : 'NAMED'
}
