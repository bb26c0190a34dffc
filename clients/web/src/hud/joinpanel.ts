import type { Identity } from '../sdk/identities';
import { element } from './element';

const MAX_NAME = 24;

/** The panel before joining: asks for a name, or greets somebody who was here before. */
export class JoinPanel {
  readonly root: HTMLElement;
  private readonly form: HTMLFormElement;
  private readonly greeting: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly button: HTMLButtonElement;
  private readonly other: HTMLButtonElement;
  private readonly message: HTMLElement;
  private returning: Identity | undefined;

  constructor(
    private readonly known: () => Identity | undefined,
    private readonly join: (name: string) => void,
  ) {
    this.greeting = element('p', { class: 'join-greeting' });
    this.input = element('input', {
      id: 'join-name',
      type: 'text',
      maxlength: String(MAX_NAME),
      autocomplete: 'nickname',
      placeholder: 'Your name',
      spellcheck: 'false',
    });
    this.button = element('button', { type: 'submit', class: 'primary' }, 'Enter the world');
    this.other = element('button', { type: 'button', class: 'quiet' }, 'Somebody else?');
    this.message = element('p', { class: 'join-message', role: 'status', 'aria-live': 'polite' });
    const label = element('label', { for: 'join-name', class: 'join-label' }, 'What shall we call you?');
    this.form = element('form', { class: 'join-form' }, label, this.input, this.button, this.other);
    this.root = element(
      'section',
      { class: 'join', 'aria-label': 'Join the world' },
      element('h1', {}, 'V‑Sekai'),
      this.greeting,
      this.form,
      this.message,
    );
    this.form.addEventListener('submit', (event) => this.submit(event));
    this.other.addEventListener('click', () => this.present(undefined));
    this.present(this.known());
  }

  /** Shows the panel, with a line that says why, if there is something to say. */
  open(message: string): void {
    this.root.hidden = false;
    this.message.textContent = message;
    this.busy(false);
    this.present(this.known());
  }

  close(): void {
    this.root.hidden = true;
  }

  /** While joining. */
  busy(isBusy: boolean, message = ''): void {
    this.button.disabled = isBusy;
    this.input.disabled = isBusy;
    this.other.disabled = isBusy;
    this.form.classList.toggle('busy', isBusy);
    if (message) {
      this.message.textContent = message;
    }
  }

  private present(identity: Identity | undefined): void {
    this.returning = identity;
    this.form.classList.toggle('returning', identity !== undefined);
    this.other.hidden = identity === undefined;
    this.greeting.textContent = identity
      ? `Welcome back, ${identity.name}. Your things are where you left them.`
      : 'A shared world to gather, build and meet in.';
    this.button.textContent = identity ? `Continue as ${identity.name}` : 'Enter the world';
    this.input.value = '';
    (identity ? this.button : this.input).focus({ preventScroll: true });
  }

  private submit(event: Event): void {
    event.preventDefault();
    const name = this.returning?.name ?? this.input.value.trim();
    if (name === '') {
      this.message.textContent = 'Please type a name first.';
      this.input.focus();
      return;
    }
    this.join(name);
  }
}
