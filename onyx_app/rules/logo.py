"""From a file somebody chose to the picture we keep: a small PNG that holds pixels and nothing else."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageOps

from onyx_app.errors import OnyxError

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_KEPT = 256 * 1024
SIDES = (256, 192, 128)
_ROOM = (512, 512)  # what the last step is drawn from
_MOST_PIXELS = 12_000_000  # about 150 MB while unpacking, however small the file is
_FORMATS = ("PNG", "JPEG", "WEBP")
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    IndexError,
    EOFError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


class NotAPicture(OnyxError):
    """Not a PNG, JPEG or WebP, broken, or unreasonably large when unpacked."""

    key = "settings.errors.not_a_picture"
    field = "logo"


class PictureTooLarge(OnyxError):
    """More bytes than a logo needs."""

    key = "settings.errors.picture_too_large"
    field = "logo"


def as_logo(file: bytes) -> bytes:
    """Decode, turn upright, shrink to at most 256 px and write anew: what was hidden in the file stays behind.

    Raises:
        NotAPicture, PictureTooLarge
    """
    if len(file) > LARGEST_FILE:
        raise PictureTooLarge
    try:
        with Image.open(BytesIO(file), formats=_FORMATS) as opened:
            opened.draft("RGB", _ROOM)  # a JPEG comes out small from the start
            if opened.width * opened.height > _MOST_PIXELS:
                raise NotAPicture
            picture = opened.convert("RGBA")
        picture.thumbnail(_ROOM, Image.Resampling.LANCZOS)
        picture = ImageOps.exif_transpose(picture)
    except _BROKEN:
        raise NotAPicture from None
    return next(png for png in (_png(picture, side) for side in SIDES) if len(png) <= LARGEST_KEPT)


def _png(picture: Image.Image, side: int) -> bytes:
    """The pixels at most `side` wide and high; noise of 256 px is larger than we keep, 128 px never is."""
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    clean = Image.frombytes("RGBA", small.size, small.tobytes())
    written = BytesIO()
    clean.save(written, "PNG", optimize=True)
    return written.getvalue()
