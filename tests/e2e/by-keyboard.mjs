// Somebody who has a keyboard and nothing else. After every press the focus must be somewhere on the page, where it can be seen.
import { expect } from './world.mjs';

// The widgets that arrow keys move within: Tab comes to each of them once.
const composites = '[role=menu], [role=listbox], [role=radiogroup], [role=tablist], [role=toolbar], [role=grid], [role=tree], .board';

// Where the focus is, once what the press set off is drawn.
const focused = (person, settle = true) =>
    person.page.evaluate(
        async ({ settle, composites }) => {
            const frame = () => new Promise((resume) => requestAnimationFrame(resume));
            if (settle) {
                await frame();
                await frame();
            }
            const at = document.activeElement;
            const label = at.labels?.[0]?.innerText ?? at.getAttribute('aria-label') ?? at.innerText ?? '';
            // A hidden radio shows its focus on its label.
            const shows = [at, at.closest('label')].filter(Boolean);
            const outlined = (element) => {
                const { outlineStyle, outlineWidth } = getComputedStyle(element);
                return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
            };
            // In the window, and at one of some points not under something else.
            const in_sight = (element) => {
                const box = element.getBoundingClientRect();
                const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
                const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
                if (right - left < 1 || bottom - top < 1) return false;
                return [0.5, 0.1, 0.9].some((share) => {
                    const hit = document.elementFromPoint(left + (right - left) * share, top + (bottom - top) * share);
                    return hit && (element.contains(hit) || hit.contains(element));
                });
            };
            const radios = at.type === 'radio' && at.name ? `radio ${at.name}` : undefined;
            const composite = at.closest(composites);
            return {
                tag: at.tagName.toLowerCase(),
                type: at.type ?? '',
                id: at.id,
                role: at.getAttribute('role') ?? '',
                label: label.trim().replace(/\s+/g, ' ').slice(0, 120),
                visible: at !== document.body && shows.some(outlined) && shows.some(in_sight),
                seen_at: `${shows.some(outlined) ? 'outlined' : 'no outline'}, ${shows.some(in_sight) ? 'in sight' : 'out of sight or covered'}, ${JSON.stringify(at.getBoundingClientRect())}`,
                composite: radios ?? (composite ? `${composite.className} ${composite.id}` : undefined),
                // Whether what had the focus before this press could still have it: then the browser went on, past the page's end.
                left_by_itself: Boolean(globalThis.had_focus?.isConnected && globalThis.had_focus.checkVisibility()),
            };
        },
        { settle, composites },
    );

export class Keyboard {
    constructor(person) {
        this.person = person;
    }

    focused() {
        return focused(this.person, false);
    }

    async press(...keys) {
        for (const key of keys) await this.#press(key);
    }

    async #press(key) {
        const { page } = this.person;
        const before = await focused(this.person, false);
        await page.evaluate(() => (globalThis.had_focus = document.activeElement));
        await page.keyboard.press(key);
        const at = await focused(this.person);
        const tab = key === 'Tab' || key === 'Shift+Tab';
        if (tab && at.tag === 'body' && at.left_by_itself) return;
        const where = `after ${key} on ${before.tag} “${before.label}”`;
        expect(at.tag !== 'body', `${where}: the focus is lost to the body`);
        expect(at.visible, `${where}: the focus cannot be seen on ${at.tag}${at.id && `#${at.id}`} “${at.label}”: ${at.seen_at}`);
        const twice = tab && at.composite !== undefined && at.composite === before.composite;
        expect(!twice, `${where}: a second tab stop in ${at.composite}: ${at.tag} “${at.label}”`);
    }

    // Words go in as from an input method, and a letter that a shortcut could take is pressed in `press`.
    async type(text) {
        await this.person.page.keyboard.insertText(text);
    }

    // Presses Tab (or another key) until the focus stands on what fits.
    async move_to(what, fits, key = 'Tab', presses = 90) {
        for (let i = 0; i < presses; i += 1) {
            const at = await this.focused();
            if (fits(at)) return at;
            await this.press(key);
        }
        throw new Error(`${what} is not reached with ${presses} times ${key}; the focus is on ${JSON.stringify(await this.focused())}`);
    }

    // A screen or a dialog has come after the last press: the focus is on it, not on what is gone.
    async kept(where) {
        const at = await focused(this.person);
        expect(at.tag !== 'body' && at.visible, `${where}: the focus is on ${JSON.stringify(at)}`);
    }
}

export const named = (label) => (at) => at.label.startsWith(label);
export const button = (label) => (at) => at.tag === 'button' && at.label.startsWith(label);
