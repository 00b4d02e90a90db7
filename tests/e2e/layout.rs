//! What the layout of a screen has to keep to.

use crate::screens::Place;
use serde_json::Value;
use tillkit_e2e::Merchant;

/// The elements of a screen, those in open shadow roots included.
const EVERYTHING: &str = "const all = (root) => [...root.querySelectorAll('*')].flatMap((element) => element.shadowRoot
          ? [element, ...all(element.shadowRoot)] : [element]);
        const says = (element) => element.outerHTML.slice(0, 120);
        const outside = (element) => {
          const { left, right } = element.getBoundingClientRect();
          return left < -1 || right > document.scrollingElement.clientWidth + 1;
        };
        const unseen = (element) => element.closest('.tk-unseen, .unseen, .tk-status') || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true });";

/// Runs a function body that finds faults, where the screen is.
async fn faults(merchant: &Merchant, place: Place, body: &str) -> Vec<String> {
    if place == Place::Form {
        merchant.enter_form().await;
    }
    let found = merchant.browser.script(&format!("{EVERYTHING}\n{body}"), vec![]).await;
    merchant.leave_frames().await;
    texts(&found)
}

fn texts(found: &Value) -> Vec<String> {
    let found = found.as_array().cloned().unwrap_or_default();
    found.iter().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}

/// Frames without a title, or with another than their page's: WCAG 4.1.2.
pub(crate) async fn unnamed_frames(merchant: &Merchant) -> Vec<String> {
    let body =
        "return all(document).filter((element) => element.localName == 'iframe' && !element.title.trim())
        .map((frame) => `a frame without a title: ${says(frame)}`)";
    faults(merchant, Place::Page, body).await
}

/// Targets under 24 × 24 CSS pixels (WCAG 2.5.8), and main ones under 44. A box to tick is as large as its label;
/// links in sentences are left out.
pub(crate) async fn small_targets(merchant: &Merchant, place: Place) -> Vec<String> {
    let body = "const main = '.tk-input, .tk-tab, .tk-other, .tk-item-head input, .tk-button, .tk-link, #pay, #back, .button';
        return all(document)
        .filter((element) => element.matches('button, input:not([type=hidden]), select, textarea, summary, a[href]') && !unseen(element))
        .filter((element) => !(element.matches('a') && element.closest('p')))
        .map((element) => [element, (element.closest('label') ?? element).getBoundingClientRect(), element.matches(main) ? 44 : 24])
        .filter(([, { width, height }, least]) => width < 24 || height < least - .1)
        .map(([element, { width, height }, least]) => `a target of ${width} × ${height}, not ${least}: ${says(element)}`)";
    faults(merchant, place, body).await
}

/// Inputs whose text is under 16 px: iPhones zoom in on them.
pub(crate) async fn small_input_text(merchant: &Merchant, place: Place) -> Vec<String> {
    let body = "return all(document)
        .filter((element) => element.matches('input:not([type=radio], [type=checkbox]), select') && !unseen(element))
        .filter((element) => parseFloat(getComputedStyle(element).fontSize) < 16)
        .map((element) => `text of ${getComputedStyle(element).fontSize} in ${says(element)}`)";
    faults(merchant, place, body).await
}

/// What is wider than the window (WCAG 1.4.10), and a form that is higher than its frame.
pub(crate) async fn overflow(merchant: &Merchant, place: Place) -> Vec<String> {
    if place == Place::Form {
        settled(merchant).await;
        let body = "for (const motion of document.getAnimations()) {
              motion.pause();
              // What turns reaches out farthest on its corner.
              motion.currentTime = motion.effect.getComputedTiming().duration / 8;
            }
            const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.scrollingElement;
            const found = scrollWidth > clientWidth || scrollHeight > clientHeight
              ? [`${scrollWidth} × ${scrollHeight} px in a frame of ${clientWidth} × ${clientHeight}`] : [];
            document.getAnimations().forEach((motion) => motion.play());
            return found";
        let found = faults(merchant, place, body).await;
        if !found.is_empty() {
            return found;
        }
    }
    let body = "const { scrollWidth, clientWidth } = document.scrollingElement;
        if (scrollWidth <= clientWidth) return [];
        const wide = all(document).filter((element) => !unseen(element) && outside(element));
        return [`${scrollWidth} px wide in a window of ${clientWidth}: ${wide.slice(0, 3).map(says).join(' ')}`]";
    let mut found = faults(merchant, place, body).await;
    if place == Place::Form {
        found.extend(faults(merchant, Place::Page, body).await);
    }
    found
}

/// Text that is cut off or that widens the page once it is twice as large: WCAG 1.4.4.
pub(crate) async fn cut_text(merchant: &Merchant, place: Place) -> Vec<String> {
    cut(merchant, place, "at 200 %", "[['font-size', size * 2], ['line-height', height * 2]]").await
}

/// The same with as much room between lines, letters and words as WCAG 1.4.12 asks for.
pub(crate) async fn cut_spaced_text(merchant: &Merchant, place: Place) -> Vec<String> {
    let styles = "[['line-height', Math.max(height, size * 1.5)], ['letter-spacing', size * .12], ['word-spacing', size * .16]]";
    cut(merchant, place, "spaced out", styles).await
}

/// `styles` is an expression in an element's `size` and `height` of text, in px.
async fn cut(merchant: &Merchant, place: Place, how: &str, styles: &str) -> Vec<String> {
    let body = format!(
        "const texts = all(document).filter((element) => element instanceof HTMLElement);
        const wanted = texts.map((element) => {{
          const {{ fontSize, lineHeight }} = getComputedStyle(element);
          const size = parseFloat(fontSize), height = parseFloat(lineHeight) || size * 1.2;
          return {styles};
        }});
        texts.forEach((element, place) => {{
          for (const [name, value] of wanted[place]) element.style.setProperty(name, `${{value}}px`, 'important');
        }});
        const {{ scrollWidth, clientWidth }} = document.scrollingElement;
        const wide = scrollWidth <= clientWidth ? []
          : texts.filter((element) => !unseen(element) && outside(element));
        const cut = texts.filter((element) => {{
          if (unseen(element) || element.matches('input, select, option, .tk-mark, [aria-hidden=true], dialog')) return false;
          const {{ overflowX, overflowY }} = getComputedStyle(element);
          return (overflowX == 'hidden' && element.scrollWidth > element.clientWidth + 1)
            || (overflowY == 'hidden' && element.scrollHeight > element.clientHeight + 1);
        }});
        const found = [...wide.slice(0, 3).map((element) => `text {how} widens the page: ${{says(element)}}`),
          ...cut.map((element) => `text {how} is cut: ${{says(element)}}`)];
        texts.forEach((element, place) => {{
          for (const [name] of wanted[place]) element.style.removeProperty(name);
        }});
        return found"
    );
    faults(merchant, place, &body).await
}

/// Waits until the form's frame is as high as the form, which follows a change of its width.
pub(crate) async fn settled(merchant: &Merchant) {
    merchant.enter_form().await;
    let fits = "return Math.abs(innerHeight - document.querySelector('.tk-root').getBoundingClientRect().height) < 2";
    merchant.browser.until(fits).await;
    merchant.leave_frames().await;
}
