/** The API's own description, made of the schemas that check it. OpenAPI 3.1. */
import { z } from 'zod';
import type { AnyRoute } from './route.ts';
import { components } from './schemas.ts';
import { workbook_type } from './workbook.ts';

const problem = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    status: { type: 'integer' },
    title: { type: 'string' },
    code: { type: 'string', description: 'Stable, for programs' },
    detail: { type: 'string' },
    retry_after_s: { type: 'integer', description: 'Of one that may be tried again: in how many seconds' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          in: { type: 'string', enum: ['path', 'query', 'body'] },
          field: { type: 'string' },
          rule: { type: 'string' },
        },
        required: ['in', 'field', 'rule'],
      },
    },
  },
  required: ['type', 'status', 'title', 'code', 'detail'],
};

const securitySchemes = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-tallygate',
    description:
      'Of a person who has signed in. Without TLS, on loopback, the cookie is called `tallygate-` and the port. A change needs the headers Origin and X-Tallygate as well',
  },
  token: { type: 'http', scheme: 'bearer', description: 'Of a program' },
  deviceBasic: { type: 'http', scheme: 'basic', description: 'A connection and its secret' },
  deviceBearer: { type: 'http', scheme: 'bearer', description: 'The secret of a connection' },
};

/** Where devices post; no route of the table, because a device's body is its driver's business. */
export const readings_path = '/devices/{id}/readings';

const readings = {
  operationId: 'postReadings',
  summary: 'What a device on an HTTP connection has to say; answered when it is stored',
  parameters: [
    {
      name: 'id',
      in: 'path',
      required: true,
      description: 'The device, as in the settings',
      schema: { type: 'string' },
    },
  ],
  security: [{ deviceBasic: [] }, { deviceBearer: [] }],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: { description: 'As the driver of the device has it; see tallygate schema reading' },
      },
      'text/plain': { schema: { type: 'string', description: 'Codes, one a line, where the driver reads lines' } },
    },
  },
  responses: {
    200: {
      description: 'Stored',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              stored: { type: 'integer', description: 'Frames' },
              repeated: { type: 'boolean', description: 'The same Idempotency-Key was stored before' },
              feedback: {
                type: 'array',
                description: 'What became of scans, for the person who holds the scanner',
                items: {
                  type: 'object',
                  properties: { tone: { type: 'string' }, says: { type: 'string' }, at: { type: 'string' } },
                  required: ['tone', 'says', 'at'],
                },
              },
            },
            required: ['stored', 'feedback'],
          },
        },
      },
    },
    ...Object.fromEntries(
      Object.entries({
        400: 'The body is empty or ended early',
        401: 'The secret is missing or wrong, or there is no such device',
        413: 'The body is too large',
        415: 'The body is of another media type',
        422: 'Stored in the quarantine: the driver cannot understand it',
        503: 'Not stored; send it again',
      }).map(([status, description]) => [
        status,
        { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      ]),
    ),
  },
};

export function openApiOf(routes: readonly AnyRoute[]): object {
  const { schemas } = z.toJSONSchema(components, { uri: (id) => `#/components/schemas/${id}` });
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  paths[readings_path] = { post: readings };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tallygate',
      version: '1',
      description: 'Stock levels and movements, and the readings behind them.',
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      schemas: { ...withoutIds(schemas), Problem: problem },
      securitySchemes,
    },
  };
}

const files = {
  'text/csv': { schema: { type: 'string' } },
  [workbook_type]: { schema: { type: 'string', format: 'binary' } },
};

function operationOf(route: AnyRoute): object {
  const refused = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const problems = Object.entries({
    ...gateProblems(route),
    ...route.problems,
    400: 'A parameter or field breaks its rule',
  });
  return {
    operationId: route.id,
    summary: route.says,
    ...securityOf(route),
    parameters: [...parametersOf('path', route.params), ...parametersOf('query', route.query)],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: schemaOf(route.body, 'input') },
              ...(route.fromCsv === undefined ? {} : files),
            },
          },
        }),
    responses: {
      200: {
        description: route.says,
        content: {
          [route.sends ?? 'application/json']: { schema: schemaOf(route.result, 'output') },
          ...(route.alsoCsv === undefined ? {} : files),
        },
      },
      ...Object.fromEntries(problems.map(([status, description]) => [status, { description, content: refused }])),
    },
  };
}

/** What is needed, for programs in `security` and for people in `x-needs`. */
function securityOf({ needs }: AnyRoute): object {
  if (needs === 'everyone') return { security: [], 'x-needs': needs };
  return { security: [{ session: [] }, { token: [] }], 'x-needs': typeof needs === 'string' ? needs : needs.kinds };
}

function gateProblems({ needs }: AnyRoute): Readonly<Record<number, string>> {
  if (needs === 'everyone') return {};
  if (needs === 'signed-in') return { 401: 'Nobody is signed in' };
  return { 401: 'Nobody is signed in', 403: 'The right is missing' };
}

function parametersOf(where: 'path' | 'query', schema: z.ZodType): object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, described]) => {
    const { description, ...rest } = typeof described === 'object' ? described : {};
    return {
      name,
      in: where,
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

/** Registered schemas come out as references; everything else is written where it is used. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, { io, metadata: components });
  return JSON.parse(JSON.stringify(rest).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

function withoutIds(schemas: Record<string, object>): Record<string, object> {
  const entries = Object.entries(schemas).map(([id, schema]): [string, object] => {
    const bare = Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id' && key !== 'id');
    return [id, Object.fromEntries(bare)];
  });
  return Object.fromEntries(entries);
}
