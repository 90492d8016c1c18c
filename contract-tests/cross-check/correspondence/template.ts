import type { Subject } from '../entry.ts'

const byChannel = ['sendTemplateMessage answers 202: channel_id']
const template = ['sendMessage answers 200: template']
const item = 'sendMessage request.body.content.attachments[].template'

export const templateMessage = {
  title: 'Template',
  about: 'Keebai takes the values of the body by name; HubMessage takes Meta’s components as they are.',
  entries: [
    {
      id: 'template.operation',
      keebai: {
        fields: ['sendTemplateMessage operation'],
        interactions: [...byChannel, 'sendTemplateMessage answers 202: phone_number_id'],
      },
      hubmessage: {
        fields: ['sendMessage operation', 'sendMessage request.body.content.type=TEMPLATE'],
        interactions: [...template, 'sendMessage answers 200: template_without_values'],
      },
      by: 'operation',
    },
    {
      id: 'template.name',
      keebai: { fields: ['sendTemplateMessage request.body.template_name'], interactions: byChannel },
      hubmessage: { fields: [`${item}.name`], interactions: template },
      by: 'same',
    },
    {
      id: 'template.language',
      keebai: { fields: ['sendTemplateMessage request.body.language'], interactions: byChannel },
      hubmessage: { fields: [`${item}.language.code`], interactions: template },
      by: 'same',
    },
    {
      id: 'template.variables',
      keebai: {
        fields: ['sendTemplateMessage request.body.variables.*'],
        at: 'sendTemplateMessage request.body.variables',
        interactions: byChannel,
      },
      hubmessage: {
        fields: [
          `${item}.components[].type=body`,
          `${item}.components[].parameters[].type`,
          `${item}.components[].parameters[].text`,
          `${item}.components[].parameters[].parameter_name`,
        ],
        at: `${item}.components`,
        interactions: [...template, 'sendMessage answers 200: template_with_named_values'],
      },
      by: 'variables',
      note: 'A template without values has one `body` component without parameters.',
    },
    {
      id: 'template.other-components',
      keebai: { absent: 'Its variables fill the body; headers and buttons with values are not offered.' },
      hubmessage: {
        fields: [
          `${item}.components[].type=header|button`,
          `${item}.components[].sub_type`,
          `${item}.components[].index`,
        ],
      },
    },
    {
      id: 'template.language-policy',
      keebai: { absent: 'The language is taken as given.' },
      hubmessage: { fields: [`${item}.language.policy`], interactions: template },
      note: 'The only policy Meta has, and it is optional.',
    },
  ],
} as const satisfies Subject
