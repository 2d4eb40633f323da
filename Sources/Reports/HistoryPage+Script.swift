extension HistoryPage {
    /// Hides what does not match the search, the mark and the dates; it reads attributes and writes one number.
    ///
    /// The digest is that of the text, byte for byte: a browser runs the script only while the two agree.
    static let script = HTMLPage.Script(
        text: #"""
            'use strict';
            (() => {
                const form = document.querySelector('form');
                const {q, mark, since, until} = form.elements;
                const entries = [...document.querySelectorAll('[data-text]')];
                const isWanted = ({text, marks, date}) =>
                    q.value.toLowerCase().split(/\s+/).every(word => text.includes(word))
                    && (!mark.value || marks.split(' ').includes(mark.value))
                    && (!date || ((!since.value || date >= since.value) && (!until.value || date <= until.value)));
                const apply = () => {
                    for (const entry of entries) entry.hidden = !isWanted(entry.dataset);
                    const revisions = entries.filter(entry => entry.dataset.date);
                    const shown = revisions.filter(entry => !entry.hidden).length;
                    form.querySelector('output').textContent = `${shown} of ${revisions.length} revisions`;
                };
                form.addEventListener('input', apply);
                form.addEventListener('submit', event => event.preventDefault());
                apply();
            })();
            """#,
        digest: "sha256-0800RZRBqOj+Dg0/UIkf+0SL3n8iOqSFjWnIQbhC8Hg=")
}
