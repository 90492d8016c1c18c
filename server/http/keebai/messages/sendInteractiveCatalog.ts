import type {
  SendInteractiveCatalogData,
  SendInteractiveCatalogResponses,
} from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { optional } from '../optional.ts'
import { sendNow } from './send.ts'

export const sendInteractiveCatalog: Operation<SendInteractiveCatalogData, SendInteractiveCatalogResponses> = (
  request,
  caller,
  context,
) => {
  const { body_text: body, footer_text: footer, thumbnail_product_retailer_id } = request.body
  const shown = optional({ thumbnailProductRetailerId: thumbnail_product_retailer_id, footer })
  return sendNow(request, caller, context, 'sendInteractiveCatalog', { type: 'catalog', body, ...shown })
}
