// Labels and fields in other places than `www/frame/appearance/form.css` puts them. Only an appearance that asks for them loads this.

/** Fields that share a row: the one before, and the one after it. */
const FIRST = ':is([data-field=expiry],[data-field=country],[data-field=first-name],[data-field=city])';
const SECOND = ':is([data-field=cvc],[data-field=postal-code],[data-field=last-name],[data-field=state])';

/** Room inside the field for its label, which is one line there. */
const inside = `
.tk-root .tk-field{position:relative}
.tk-root .tk-label{position:absolute;z-index:1;inset-inline:13px 3px;top:7px;margin:0;font-size:.75em;line-height:1.4;color:var(--tk-soft);overflow:hidden;white-space:nowrap;text-overflow:ellipsis;pointer-events:none;transform-origin:0 0}
.tk-root .tk-label .tk-soft{font-size:inherit}
.tk-root .tk-field[data-field=number] .tk-label{inset-inline-end:64px}
.tk-root .tk-field:has(select) .tk-label{inset-inline-end:34px}
.tk-root .tk-field .tk-input{min-height:54px;padding-block:calc(8px + 1.05em) 6px}`;

/** At rest where the text will be; up and small once there is a text, or the focus. */
const floating = `
.tk-root .tk-label{transition:top .12s,font-size .12s}
.tk-root .tk-field:has(input.tk-input:placeholder-shown:not(:focus,:autofill)) .tk-label{top:calc(27px - .7em);font-size:1em}
.tk-root .tk-field .tk-input:not(:focus)::placeholder{color:transparent}
@media(prefers-reduced-motion:reduce){.tk-root .tk-label{transition:none}}`;

/** Fields that follow each other share their borders, and the group's corners are round. */
const condensed = `
.tk-root .tk-field+.tk-field{margin-top:-1px}
.tk-root .tk-field .tk-input{border-radius:0}
.tk-root .tk-field .tk-input:is(:focus,[aria-invalid=true]){position:relative;z-index:1}
.tk-root .tk-label,.tk-root .tk-control .tk-mark{z-index:2}
.tk-root .tk-error{margin:5px 2px 9px}
.tk-root .tk-panel{column-gap:0}
.tk-root ${FIRST}+${SECOND}{margin-inline-start:-1px}
.tk-root .tk-field:nth-child(1 of .tk-field) .tk-input{border-start-start-radius:var(--tk-radius)}
.tk-root .tk-field:nth-child(1 of .tk-field):not(:has(+${SECOND})) .tk-input,.tk-root ${FIRST}:nth-child(1 of .tk-field)+${SECOND} .tk-input{border-start-end-radius:var(--tk-radius)}
.tk-root .tk-field:nth-last-child(1 of .tk-field) .tk-input{border-end-end-radius:var(--tk-radius)}
.tk-root .tk-field:nth-last-child(1 of .tk-field):not(${FIRST}+${SECOND}) .tk-input,.tk-root ${FIRST}:nth-last-child(2 of .tk-field):has(+${SECOND}) .tk-input{border-end-start-radius:var(--tk-radius)}`;

export const LAYOUTS = { inside, floating, condensed };
