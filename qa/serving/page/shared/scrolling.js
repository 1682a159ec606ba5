// Brings what is marked in an article into view; goes before the script of each component that does so.

// How far to scroll so that all that is marked stands between two heights of the screen, in pixels; where it does
// not fit between them, it begins at the upper one.
function scrollNeeded(place, top, bottom) {
  const marks = [...document.querySelectorAll(".cw-article mark")];
  const drawn = (marks.length ? marks : [place]).map((each) => each.getBoundingClientRect());
  const first = Math.min(...drawn.map((each) => each.top));
  const last = Math.max(...drawn.map((each) => each.bottom));
  const fits = last - first <= bottom - top;
  if (fits && first >= top && last <= bottom && first < 0.6 * bottom) return 0;
  if (!fits && first >= top && first <= top + 60) return 0;
  return fits ? (first + last) / 2 - (top + bottom) / 2 : first - top - 20;
}

function scrollerOf(element) {
  for (let each = element.parentElement; each; each = each.parentElement)
    if (each.scrollHeight > each.clientHeight && /auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  return document.scrollingElement;
}
