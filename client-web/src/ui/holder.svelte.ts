/** A value that a test changes under a mounted component. */
export class Holder {
  value = $state('');

  constructor(value: string) {
    this.value = value;
  }
}
