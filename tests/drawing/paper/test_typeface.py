import base64
import io
import re

import font_source_sans_pro
import pytest
from fontTools.ttLib import TTFont

from dashboard.drawing.paper.typeface import font_faces, width_px, wrapped


def test_a_line_is_as_wide_as_its_letters_advance():
    advances = TTFont(font_source_sans_pro.SourceSansPro)["hmtx"].metrics
    thousandths = 2 * advances["n"][0] + advances["i"][0]
    assert width_px("nin", 10) == pytest.approx(thousandths / 100, rel=0.01)
    assert width_px("nin", 10, spacing=2) == pytest.approx(thousandths / 100 + 6, rel=0.01)


def test_text_wraps_between_words_only():
    assert wrapped("nn nn nn", width_px("nn nn", 10) + 0.1, 10) == ["nn nn", "nn"]
    assert wrapped("nnnnnn n", 5, 10) == ["nnnnnn", "n"]


def test_faces_hold_the_letters_asked_for_and_no_others():
    css = font_faces("Š ë Њ")
    files = [base64.b64decode(one) for one in re.findall(r"base64,([^\"]+)", css)]
    assert len(files) == 3
    letters = TTFont(io.BytesIO(files[0])).getBestCmap()
    assert set(map(chr, letters)) == set("Š ëЊ")
    assert font_faces("Š ë Њ") == css
