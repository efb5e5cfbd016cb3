"""What the desk says when it does not do something: a status and one sentence for the person."""


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """Stops a request; the app shows `message` on a page with the HTTP `status`."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class SignInFirst(Exception):  # noqa: N818 - it is an answer, not an error
    """Nobody is signed in and the page needs somebody."""


def not_found() -> Refused:
    """Say the same for what does not exist and for what is not the caller's to see."""
    return Refused(
        404,
        "Không có trang này, hoặc trang không dành cho ông/bà. Nếu đến từ một thư điện tử, hãy mở "
        "lại đường liên kết trong thư mới nhất.",
    )
