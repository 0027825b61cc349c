"""A name in the forms that the dossier keeps of it."""

from dataclasses import dataclass

from dashboard.dossier.profile import PROFILE

FORMS = tuple(form.key for form in PROFILE.forms)


@dataclass(frozen=True, slots=True)
class Names:
    """One name; `texts` has one for each of FORMS, English first, empty where unknown, and may end early.

    `first_form` is a key of the profile's local_forms, the local majority's; empty where neither is.
    """

    texts: tuple[str, ...]
    first_form: str = ""

    @property
    def en(self) -> str:
        """The English form."""
        return self.texts[0]

    @property
    def label(self) -> str:
        """The local forms with a slash, the local majority's first; elsewhere the English form."""
        forms = map(self.of, PROFILE.local_forms.get(self.first_form, ()))
        return "/".join(dict.fromkeys(form for form in forms if form)) or self.en

    def of(self, form: str) -> str:
        """The name in one of FORMS; empty where it is unknown."""
        return dict(zip(FORMS, self.texts, strict=False)).get(form, "")

    def in_language(self, language: str) -> str:
        """The form of an interface language, else the English one."""
        return next(filter(None, map(self.of, forms_for(language))), self.en)

    def forms(self) -> tuple[str, ...]:
        """Every known form."""
        return tuple(form for form in self.texts if form)


def forms_for(language: str) -> tuple[str, ...]:
    """The forms in which a reader of an interface language gets a name from abroad, the first that is known."""
    return (*PROFILE.local_forms.get(language, (language,))[:1], FORMS[0])
