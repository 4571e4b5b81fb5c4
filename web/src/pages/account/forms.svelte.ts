import { explain } from "../../i18n/explain";
import { ApiError } from "../../net/api";

/**
 * What has been typed into the account's forms. It lives as long as the page, not the form: who closes the sheet or
 * goes from 'sign in' to 'create account' finds their words again. Passwords are not kept.
 */
export const typed = $state({ handle: "", email: "", birthDate: "", region: "", terms: false, login: "" });

/** The errors of one form: each at its field, what belongs to none at the form. */
export class FormErrors<Field extends string> {
  fields: Partial<Record<Field, string>> = $state({});
  form: string | null = $state(null);
  readonly #names: readonly Field[];

  constructor(names: readonly Field[]) {
    this.#names = names;
  }

  clear(): void {
    this.form = null;
    this.fields = {};
  }

  /** An error goes as soon as one begins to put it right; fields wear their names. */
  mend(input: EventTarget | null): void {
    const name = this.#names.find((each) => input instanceof Element && input.getAttribute("name") === each);
    this.form = null;
    if (name) delete this.fields[name];
  }

  get any(): boolean {
    return this.form !== null || Object.keys(this.fields).length > 0;
  }

  take(error: unknown): void {
    const field = error instanceof ApiError ? this.#names.find((name) => name === error.field) : undefined;
    if (field) this.fields[field] = explain(error);
    else this.form = explain(error);
  }

  /** The keyboard goes to the first field that needs a hand. */
  focusFirst(form: HTMLFormElement): void {
    requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid='true']")?.focus());
  }
}
