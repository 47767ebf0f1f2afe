"""Typefaces inside the Word file, so that no machine shows a square for a character.

Offices set 仿宋, 楷体, 黑体 and 宋体, and Times New Roman for digits; Word finds them installed and prefers them. On
a machine without them an office program opens what the file brings under these names: Noto Serif SC or Noto Sans SC,
as TrueType outlines, since Word reads no others from a file. The faces keep names of their own: nobody takes them for
the real ones. Digits of another face may be a fourth wider than those the page is laid out for, and tables tear.

They hold the common characters besides the document's own: people write on in it, and an office program that has
opened one such file shows the next one with the fonts of the first.

References
----------
ECMA-376 part 1, 17.8 (fonts), and part 4, 15.2.13 (obfuscation of embedded fonts).
"""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any

from kcstats.plan.load import PLAN_FOLDER
from kcstats.report.fonts import ALWAYS, font_files
from kcstats.report.openxml import element

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_CONTENT = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_ASIAN = re.compile(r'w:eastAsia="([^"]*[⺀-鿿][^"]*)"')
_LATIN = re.compile(r'w:ascii="(Times New Roman)"')
_LETTERS = ALWAYS + "".join(map(chr, range(0xC0, 0x180))) + "•"
_CHINESE = re.compile("[⺀-鿿]")
_TOLERANCE = 1.0  # how far a quadratic curve may lie from the cubic one [1/1000 of the type size]
_SCRAMBLED = 32  # bytes
_FEW = 50  # Chinese characters; a document with fewer is in another language
_TIMES = "Times New Roman"
_TIMES_DIGIT = 0.5  # width of its digits, and of all digits that a page was laid out for [type size]
_COPYRIGHT = "Copyright 2014-2021 Adobe. Licensed under the SIL Open Font License, version 1.1."


def embed_faces(document: Any) -> None:
    """Bring the characters of a document under the names of the Chinese faces it asks for.

    Parameters
    ----------
    document : docx.document.Document
        Left alone where it asks for none.
    """
    from docx.opc.oxml import serialize_part_xml
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    parts = [part for part in package.iter_parts() if str(part.partname).endswith(".xml")]
    text = "".join(part.blob.decode("utf-8") for part in parts)
    names = sorted({*_ASIAN.findall(text), *_LATIN.findall(text)})
    table = next((part for part in parts if str(part.partname).endswith("fontTable.xml")), None)
    if table is None or not names:
        return
    fonts = parse_xml(table.blob)
    shown = {character for character in text if character.isprintable() and not character.isspace()}
    for number, (family, served) in enumerate(_shared_out(names).items(), 1):
        key = uuid.uuid5(uuid.NAMESPACE_DNS, family)
        data = obfuscated(_face(family, shown), key)
        font = Part(PackURI(f"/word/fonts/font{number}.odttf"), _CONTENT, data, package)
        relation = table.relate_to(font, _RELATION)
        for name in served:
            _enter(fonts, name, relation, key)
    table._blob = serialize_part_xml(fonts)


def _face(family: str, shown: set[str]) -> bytes:
    """The font for a document: the common characters and what it shows beyond them."""
    if family == _TIMES:
        return _letters()
    chinese = {character for character in shown if _CHINESE.match(character)}
    if len(chinese) < _FEW:
        return truetype(family, shown)
    return _common(family) if shown <= common_characters() else truetype(family, shown | common_characters())


@cache
def _common(family: str) -> bytes:
    return truetype(family, common_characters())


@cache
def _letters() -> bytes:
    """Letters, digits and signs of Noto Serif SC, as narrow as the digits of Times New Roman."""
    return truetype("Noto Serif SC", _LETTERS, digit=_TIMES_DIGIT)


@cache
def common_characters() -> frozenset[str]:
    """Level 1 of GB 2312, the 3,755 most used characters, what the shipped plans add, and the signs of reports.

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> sum("一" <= character <= "鿿" for character in common_characters()) >= 3755, "辍" in common_characters()
    (True, True)
    """
    rows = (bytes([row, cell]) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    level = "".join(pair.decode("gb2312", errors="ignore") for pair in rows)
    plans = "".join(path.read_text(encoding="utf-8") for path in sorted(PLAN_FOLDER.rglob("*.yml")))
    return frozenset(character for character in level + plans + ALWAYS if character.isprintable())


def _shared_out(names: Iterable[str]) -> dict[str, list[str]]:
    """Our family that stands in for each face of the document."""
    out: dict[str, list[str]] = {}
    for name in names:
        family = _TIMES if name == _TIMES else "Noto Sans SC" if "黑" in name else "Noto Serif SC"
        out.setdefault(family, []).append(name)
    return out


def _enter(fonts: Any, name: str, relation: str, key: uuid.UUID) -> None:
    """Name the file behind a face in the table of fonts; its line is made where it has none."""
    from docx.oxml.ns import qn

    line = next((font for font in fonts if font.get(qn("w:name")) == name), None)
    if line is None:
        line = element("w:font", name=name)
        fonts.append(line)
    file = element("w:embedRegular", fontKey=f"{{{str(key).upper()}}}")
    file.set(qn("r:id"), relation)
    line.append(file)


def obfuscated(font: bytes, key: uuid.UUID) -> bytes:
    r"""Scramble the head of a font as the format asks; done twice, it is the font again.

    Parameters
    ----------
    font : bytes
    key : UUID
        Stands beside the font in the document.

    Examples
    --------
    >>> key = uuid.UUID(int=1)
    >>> obfuscated(bytes(33), key)[:2], obfuscated(obfuscated(bytes(range(40)), key), key) == bytes(range(40))
    (b'\x01\x00', True)
    """
    mask = key.bytes[::-1] * 2
    head = bytes(a ^ b for a, b in zip(font[:_SCRAMBLED], mask, strict=False))
    return head + font[_SCRAMBLED:]


def truetype(family: str, characters: Iterable[str], *, digit: float | None = None) -> bytes:
    """Make a TrueType font of some characters.

    Parameters
    ----------
    family : str
        One of `kcstats.report.fonts.font_files`.
    characters : iterable of str
        One character each; those that the family lacks are left out.
    digit : float, optional
        Width that every digit is to have, over the size of type: all shapes are drawn as much narrower or wider, and
        quotation marks are the Western ones.

    Returns
    -------
    bytes
        The same characters give the same bytes.
    """
    from fontTools.fontBuilder import FontBuilder

    source = _opened(family)
    units = source["head"].unitsPerEm
    known = source.getBestCmap() if digit is None else _western(family)
    stretch = 1.0 if digit is None else digit * units / source["hmtx"][known[ord("0")]][0]
    drawn = {ord(c): known[ord(c)] for c in sorted(characters) if ord(c) in known}
    order = [".notdef", *sorted(set(drawn.values()) - {".notdef"})]
    advance = {name: round(source["hmtx"][name][0] * stretch) for name in order}
    shift = dict.fromkeys(order, 0.0)
    if digit is not None:  # all of one width, each in the middle of it
        for name in {known[ord(sign)] for sign in "0123456789"} & set(order):
            shift[name], advance[name] = (digit * units - advance[name]) / 2, round(digit * units)
    glyphs = {name: _shape(family, name, stretch, shift[name]) for name in order}
    head, os2 = source["hhea"], source["OS/2"]
    font = FontBuilder(units, isTTF=True)
    font.setupGlyphOrder(order)
    font.setupCharacterMap(drawn)
    font.setupGlyf(glyphs)
    edges = font.font["glyf"]
    font.setupHorizontalMetrics({n: (advance[n], getattr(edges[n], "xMin", 0)) for n in order})
    font.setupHorizontalHeader(ascent=head.ascent, descent=head.descent, lineGap=head.lineGap)
    font.setupOS2(
        version=4, fsType=0, sTypoAscender=os2.sTypoAscender, sTypoDescender=os2.sTypoDescender,
        sTypoLineGap=os2.sTypoLineGap, usWinAscent=os2.usWinAscent, usWinDescent=os2.usWinDescent,
        ulCodePageRange1=os2.ulCodePageRange1, ulUnicodeRange1=os2.ulUnicodeRange1,
        ulUnicodeRange2=os2.ulUnicodeRange2, panose=os2.panose, achVendID="KCST",
    )  # fmt: skip
    font.setupNameTable(_own_names(family, " Letters" if digit is not None else ""))
    font.setupPost(keepGlyphNames=False)
    font.updateHead(created=0, modified=0)
    font.font.recalcTimestamp = False
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def _western(family: str) -> dict[int, str]:
    """Glyphs of a family's characters, quotation marks and dots no wider than letters."""
    table = _opened(family)["GSUB"].table
    asked = {i for r in table.FeatureList.FeatureRecord if r.FeatureTag == "pwid" for i in r.Feature.LookupListIndex}
    narrow: dict[str, str] = {}
    for at in sorted(asked):
        for part in table.LookupList.Lookup[at].SubTable:
            narrow.update(getattr(part, "ExtSubTable", part).mapping)
    return {code: narrow.get(name, name) for code, name in _opened(family).getBestCmap().items()}


def _own_names(family: str, kind: str) -> dict[str, str]:
    own = family.replace("Noto", "KC").replace(" SC", "") + kind
    names = dict.fromkeys(("familyName", "uniqueFontIdentifier", "fullName"), own)
    return {**names, "styleName": "Regular", "psName": own.replace(" ", ""), "version": "Version 1.0",
            "copyright": _COPYRIGHT}  # fmt: skip


@cache
def _opened(family: str) -> Any:
    """A family's font, read as far as it is asked for.

    It is kept, as its shapes are: bulk runs make hundreds of documents.
    """
    from fontTools.ttLib import TTFont

    return TTFont(str(font_files()[family]), lazy=True)


@cache
def _shape(family: str, glyph: str, stretch: float, shift: float) -> Any:
    """One glyph of a family, in quadratic curves."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    curves = Cu2QuPen(pen, _TOLERANCE, reverse_direction=True)
    _opened(family).getGlyphSet()[glyph].draw(TransformPen(curves, (stretch, 0, 0, 1, shift, 0)))
    return pen.glyph()
