/** The last element (that fits): `Array.findLast` and `Array.at` are younger than some wall tablets' browsers. */
export function last<T>(values: readonly T[], fits: (value: T) => boolean = () => true): T | undefined {
  for (let index = values.length - 1; index >= 0; index--) {
    const value = values[index] as T;
    if (fits(value)) return value;
  }
  return undefined;
}
