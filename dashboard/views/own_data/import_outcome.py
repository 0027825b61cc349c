"""What adding a reader's file came to, and what can be said of its words for types, so that it is added anew."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.dossier.event import EventType
from dashboard.importing import import_profile
from dashboard.importing.importing import Outcome, Request, changes_remarks, remarks
from dashboard.importing.publishers import decoding_sentence, rule_sentence
from dashboard.language import _, ngettext
from dashboard.query.wording import type_name
from dashboard.views.parts import markup
from dashboard.views.session import reader

# So many words for types can be given a meaning here.
_MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Added:
    """What was added: how it was asked for, of which upload, and what it came to."""

    request: Request
    upload: UploadedFile
    outcome: Outcome


def show(added: Added, *, is_final: bool) -> Request | None:
    """Tell of it; the same request with the meanings of words that the reader gave, once they want it added again.

    It is not final while it is being added again.
    """
    outcome, about = added.outcome, added.outcome.about
    st.success(
        _("{kept} of {read} records of {file} were added.").format(
            kept=f"{about.kept:,}", read=f"{about.read:,}", file=markup.plain(about.files[0].name)
        )
    )
    for rule, count in about.refused.items():
        st.markdown(f"- {count:,}: {markup.plain(rule_sentence(about.card.key, rule))}")
    changed = changes_remarks(outcome.changes) if outcome.changes else []
    told = [decoding_sentence(about.files[0]), *outcome.notes, *remarks(about), *changed]
    for sentence in filter(None, told):
        st.markdown(markup.plain(sentence))
    if outcome.refused_file and outcome.refused_file.exists():
        asked = urlencode({"dataset": about.dataset, "key": reader.store().key_for([about.dataset])})
        link = {
            "label": _("Refused records with their lines"),
            "address": f"api/refused.csv?{asked}",
            "help": "",
            "refusal": "",
        }
        st.html(markup.render("downloads.html", files=[link], sizes=""))
    again = _with_meanings(added, is_final=is_final) if about.unknown_types else None
    with st.container(horizontal=True, vertical_alignment="center"):
        kind: Literal["primary", "secondary"] = "secondary" if about.unknown_types else "primary"
        if st.button(_("Show it on the map"), type=kind, key="add-data-show", disabled=not is_final):
            st.rerun()
        _offer_choices(added)
    return again


def _offer_choices(added: Added) -> None:
    stem = Path(added.upload.name).stem[:80]
    st.download_button(
        _("Save these choices"),
        import_profile.to_json(import_profile.said(added.request, added.outcome.about)),
        file_name=f"{stem}_choices_{added.outcome.about.imported}.json",
        mime="application/json",
        on_click="ignore",
        key="add-data-save",
        type="tertiary",
        icon=":material/download:",
        help=_("What you said of this file, to be said of the next one: “Use saved choices”, or --profile."),
    )


def words_of(unknown: Mapping[str, int]) -> list[tuple[str, int]]:
    """Words for types with their number of events, the most frequent first; those that differ in case are one.

    >>> words_of({"Raid": 2, "Search": 3, "raid": 2})
    [('Raid', 4), ('Search', 3)]
    """
    words: dict[str, tuple[str, int]] = {}
    for word, count in unknown.items():
        shown, known = words.get(word.lower(), (word, 0))
        words[word.lower()] = (shown, known + count)
    return sorted(words.values(), key=lambda value: -value[1])


def _with_meanings(added: Added, *, is_final: bool) -> Request | None:
    """Ask what the words for types mean that nobody knows."""
    about = added.outcome.about
    words = words_of(about.unknown_types)
    left = sum(count for _word, count in words[_MOST_WORDS:]) + about.unlisted_types
    meant: dict[str, EventType] = {}
    with st.container(border=True, key="add-data-types"):
        st.markdown("**" + _("Say what these mean") + "**")
        st.caption(_("Words for types that nobody knows, with their number of events. They are shown as “other”."))
        for row in (words[at : at + 3] for at in range(0, len(words[:_MOST_WORDS]), 3)):
            for side, (word, count) in zip(st.columns(3), row, strict=False):
                # Shown apart, since what is read aloud as a label is not what is shown of one with such signs.
                side.markdown(markup.plain(f"{word} ({count:,})"))
                chosen = side.selectbox(
                    f"{word} ({count:,})",
                    ["", *EventType],
                    label_visibility="collapsed",
                    format_func=lambda value: type_name(EventType(value)) if value else _("– other –"),
                    key=f"add-data-type-{about.dataset}-{word.lower()}",
                )
                if chosen:
                    meant[word] = EventType(chosen)
        if left:
            st.caption(
                ngettext(
                    "{count} event has another word, which stays “other”.",
                    "{count} events have other words, which stay “other”.",
                    left,
                ).format(count=f"{left:,}")
            )
        label, is_able = _("Add again with these types"), bool(meant) and is_final
        is_wanted = st.button(label, type="primary", key="add-data-again", disabled=not is_able)
    return replace(added.request, types={**added.request.types, **meant}) if is_wanted else None
