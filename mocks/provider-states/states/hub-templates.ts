import { channelOf } from '../channels.ts'
import { literals } from '../literals.ts'
import { choiceOf, digitsOf, textOf } from '../params.ts'
import type { State } from '../state.ts'

/** Templates as HubMessage names them: by the account's and Meta's ids. */
export const hubTemplateStates = {
  'a template of a business account': {
    plan(plan) {
      plan.documentedTemplates = false
    },
    async make(run, params) {
      const channel = await channelOf(run, textOf(params, 'channel_id'))
      const wabaId = digitsOf(params, 'waba_id') ?? channel.wabaId ?? literals.wabaId
      const template = {
        id: digitsOf(params, 'template_id') ?? literals.hubTemplateId,
        name: textOf(params, 'template_name') ?? 'confirm_account',
        language: textOf(params, 'language') ?? 'en_US',
        category: choiceOf(params, 'category', ['AUTHENTICATION', 'MARKETING', 'UTILITY']) ?? 'AUTHENTICATION',
        status: choiceOf(params, 'status', ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED']) ?? 'APPROVED',
      }
      run.world.graph.seedTemplate(run.company, wabaId, { ...template, ...documented })
      const { id, name, ...more } = template
      return { waba_id: wabaId, template_id: id, template_name: name, ...more }
    },
    last: true,
  },
} satisfies Record<string, State>

/** What the vendor's sample of a list says of its template. */
const documented = {
  parameterFormat: 'POSITIONAL' as const,
  ttlSeconds: 600,
  components: [
    {
      type: 'BODY',
      text: 'Your verification code is *{{1}}*. For your security, do not share it.',
      add_security_recommendation: true,
      example: { body_text: [['123456']] },
    },
    {
      type: 'BUTTONS',
      buttons: [
        {
          type: 'URL',
          text: 'Copy code',
          url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
          example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp123456'],
        },
      ],
    },
  ],
}
