/** The parts of a JSON schema that the protocol's inputs are made of. */
export interface InputSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, InputSchema>>;
  readonly required?: readonly string[];
  readonly items?: InputSchema;
  readonly anyOf?: readonly InputSchema[];
  readonly const?: unknown;
  readonly minLength?: number;
  readonly minimum?: number;
}

/** The smallest value that a schema takes, with `given` in place of the properties of those names. */
export function sampleOf(schema: InputSchema, given: Readonly<Record<string, unknown>> = {}): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf?.[0]) return sampleOf(schema.anyOf[0], given);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [
          name,
          name in given ? given[name] : sampleOf(schema.properties?.[name] ?? {}, given),
        ]),
      );
    case 'array':
      return schema.items ? [sampleOf(schema.items, given)] : [];
    case 'string':
      return 'x'.repeat(schema.minLength ?? 1);
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      throw new Error(`no sample of ${JSON.stringify(schema)}`);
  }
}

/** Every object within a value, itself first. */
export function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value as Record<string, unknown>, ...inner];
}
