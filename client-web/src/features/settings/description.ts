// What the server can be asked, out of the OpenAPI 3.1 document that it serves of itself.

interface Schema {
  $ref?: string;
  type?: string;
  description?: string;
  const?: unknown;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  maxLength?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface Operation {
  operationId: string;
  summary?: string;
  security?: Record<string, unknown>[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content & { description: string }>;
}

export interface Document {
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** A field, a parameter or a member of an answer, in words. */
export interface Row {
  name: string;
  type: string;
  required: boolean;
  says: string;
}

export interface Described {
  id: string;
  method: string;
  path: string;
  says: string;
  /** An API token opens it. */
  byToken: boolean;
  sends: Row[];
  /** Undefined: the answer says nothing but that it is done; empty: it is no JSON. */
  answers: Row[] | undefined;
}

const nameOf = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

function typeOf(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(' | ');
  if (schema.items) return `${typeOf(schema.items)}[]`;
  const { maxLength, minimum, maximum } = schema;
  const limits = [
    ...(maxLength === undefined ? [] : [`<= ${maxLength}`]),
    ...(minimum === undefined ? [] : [`>= ${minimum}`]),
    ...(maximum === undefined ? [] : [`<= ${maximum}`]),
  ];
  return [schema.type ?? 'any', ...limits].join(' ');
}

export function rowsOf(document: Document, schema: Schema | undefined): Row[] {
  if (!schema) return [];
  if (schema.$ref) return rowsOf(document, document.components.schemas[nameOf(schema.$ref)]);
  if (schema.allOf) return schema.allOf.flatMap((each) => rowsOf(document, each));
  return Object.entries(schema.properties ?? {}).flatMap(([name, of]) => {
    const row = {
      name,
      type: typeOf(of),
      required: schema.required?.includes(name) ?? false,
      says: of.description ?? '',
    };
    // What lies in an object that is described in place stands below it.
    const within = of.properties ? rowsOf(document, of) : [];
    return [row, ...within.map((inner) => ({ ...inner, name: `${name}.${inner.name}` }))];
  });
}

const jsonOf = (content: Content | undefined): Schema | undefined =>
  content?.content?.['application/json']?.schema;

/** All that can be asked, in the document's order. */
export function describe(document: Document): Described[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const good = operation.responses['200'];
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        says: operation.summary ?? '',
        byToken: operation.security?.some((each) => 'token' in each) ?? false,
        sends: [
          ...(operation.parameters ?? []).map((each) => ({
            name: each.in === 'path' ? `{${each.name}}` : `?${each.name}`,
            type: typeOf(each.schema ?? {}),
            required: each.required ?? false,
            says: each.description ?? '',
          })),
          ...rowsOf(document, jsonOf(operation.requestBody)),
        ],
        answers: good && rowsOf(document, jsonOf(good)),
      };
    }),
  );
}

/** Those in which every word stands, in whatever part. */
export function narrowed(all: readonly Described[], words: string): Described[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((each) => {
    const text = `${each.method} ${each.path} ${each.id} ${each.says}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
