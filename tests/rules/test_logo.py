"""From a file somebody chose to the picture we keep."""

import os
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from onyx_app.rules.logo import LARGEST_FILE, LARGEST_KEPT, NotAPicture, PictureTooLarge, as_logo


def file_of(picture: Image.Image, kind: str, **options) -> bytes:
    written = BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png), formats=("PNG",))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_shrunk_and_keeps_its_shape(kind: str) -> None:
    kept = opened(as_logo(file_of(Image.new("RGB", (1200, 600), "#7c5cff"), kind)))

    assert (kept.format, kept.size) == ("PNG", (256, 128))


def test_a_small_picture_is_not_blown_up_and_stays_transparent() -> None:
    kept = opened(as_logo(file_of(Image.new("RGBA", (32, 32), (0, 0, 0, 0)), "PNG")))

    assert (kept.size, kept.mode, kept.getpixel((0, 0))) == ((32, 32), "RGBA", (0, 0, 0, 0))


def test_the_photo_of_a_good_camera_is_taken() -> None:
    kept = opened(as_logo(file_of(Image.new("RGB", (8000, 6000), "#7c5cff"), "JPEG")))

    assert kept.size == (256, 192)


def test_what_is_hidden_in_the_file_stays_behind() -> None:
    secret = PngInfo()
    secret.add_text("Comment", "home address")
    photo = Image.new("RGB", (64, 32), "red")
    exif = Image.Exif()
    exif[0x010E] = "home address"
    exif[0x0112] = 6  # to be turned by a quarter

    texts = as_logo(file_of(photo, "PNG", pnginfo=secret))
    turned = as_logo(file_of(photo, "JPEG", exif=exif))

    assert b"home address" not in texts
    assert b"home address" not in turned
    assert opened(texts).info == {}
    assert opened(turned).size == (32, 64)


def test_noise_is_kept_smaller_instead_of_too_large() -> None:
    noise = Image.frombytes("RGBA", (256, 256), os.urandom(256 * 256 * 4))

    assert len(as_logo(file_of(noise, "PNG"))) <= LARGEST_KEPT


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"<svg onload=alert(1) xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(100),
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        file_of(Image.new("RGB", (64, 64)), "PNG")[:60],
        file_of(Image.new("RGB", (64, 64)), "BMP"),
        file_of(Image.new("1", (9000, 9000)), "PNG"),
        file_of(Image.new("RGB", (6000, 6000)), "WEBP", quality=1),
        file_of(Image.new("1", (13_000_000, 1)), "PNG"),
    ],
)
def test_what_is_no_picture_is_a_sentence(file: bytes) -> None:
    with pytest.raises(NotAPicture):
        as_logo(file)


def test_too_many_bytes_are_not_even_looked_at() -> None:
    with pytest.raises(PictureTooLarge):
        as_logo(bytes(LARGEST_FILE + 1))
