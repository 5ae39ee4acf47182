type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The object without its fields that are undefined: absent and undefined are not the same to those who read JSON. */
export function defined<T extends object>(fields: T): Defined<T> {
  const kept: Defined<T> = {};
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name] as Exclude<T[typeof name], undefined>;
  return kept;
}
