import { errorKinds } from '../../../src-shared/protocol/core/error-kind.ts';
import { commonErrors } from '../../../src-shared/protocol/core/define.ts';
import type { TableEntry } from '../dispatch/operation-table.ts';

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['kind', 'message'],
      properties: {
        kind: { type: 'string', enum: Object.keys(errorKinds) },
        message: { type: 'string' },
        retryAfterMs: { type: 'number' },
      },
    },
  },
};

/** The same table as an OpenAPI 3.1 document. */
export function buildOpenApi(entries: Iterable<TableEntry>, version: string): object {
  const paths: Record<string, object> = {};
  for (const { definition, onHttp } of entries) {
    if (!onHttp) continue;
    const operation = (method: 'post' | 'get') => ({
      operationId: `${definition.name}${method === 'get' ? '.get' : ''}`,
      summary: definition.summary,
      tags: [definition.name.split('.')[0]],
      security: definition.access === 'anyone' ? [] : [{ bearer: [] }],
      ...(method === 'post'
        ? { requestBody: { required: true, content: { 'application/json': { schema: definition.input } } } }
        : {
            parameters: [
              { name: 'input', in: 'query', content: { 'application/json': { schema: definition.input } } },
            ],
          }),
      responses: {
        200: { description: 'Done.', content: { 'application/json': { schema: definition.output } } },
        ...refusals([...commonErrors, ...definition.errors]),
      },
    });
    paths[`/api/v1/${definition.name.replace('.', '/')}`] = {
      post: operation('post'),
      ...(definition.effect === 'read' ? { get: operation('get') } : {}),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Hearth', version, description: 'Operations of a Hearth host. See docs/protocol.md.' },
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  };
}

function refusals(kinds: readonly (keyof typeof errorKinds)[]): Record<number, object> {
  const byStatus = Map.groupBy(new Set(kinds), (kind) => errorKinds[kind].status);
  const responses: Record<number, object> = {};
  for (const [status, names] of byStatus) {
    responses[status] = {
      description: names.join(', '),
      content: { 'application/json': { schema: errorSchema } },
    };
  }
  return responses;
}
