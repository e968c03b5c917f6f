"""Why a sign-in at a provider came to nothing: a code for the audit and the logs, and a sentence for the person."""

from hub.errors import HubError, NotFoundError

REFUSALS = {
    "state": (
        "这次登录已过期、已用过，或不是在这个浏览器中开始的；请回到登录页重新开始。",
        "This sign-in has run out, was used before, or was not begun in this browser; begin again on the sign-in page.",
    ),
    "denied": (
        "身份提供方没有完成登录（{code}）；请重新登录，仍不成功则联系身份提供方的管理员。",
        "The identity provider did not sign you in ({code}); try again, and if it stays so ask its administrator.",
    ),
    "mix-up": (
        "回应不是来自这次登录所用的身份提供方，已拒绝；请回到登录页重新开始，并告知管理员。",
        "The answer does not come from the provider this sign-in was sent to and was refused; begin again on the "
        "sign-in page, and tell the administrator.",
    ),
    "discovery": (
        "身份提供方公布的信息（{code}）不符合要求；请管理员核对 issuer 与它公布的内容。",
        "What the identity provider publishes ({code}) is not as it must be; the administrator should compare the "
        "configured issuer with it.",
    ),
    "exchange": (
        "身份提供方拒绝了本系统取凭证的请求（{code}）；请重新登录，仍不成功则请管理员核对客户端标识与密钥。",
        "The identity provider refused to give the hub a token ({code}); sign in again, and if it stays so have the "
        "administrator check the client's id and key there.",
    ),
    "clock": (
        "身份提供方的凭证不在有效时间内（{code}）；请重新登录，仍不成功则请管理员核对两边的时钟。",
        "The token of the identity provider is not valid now ({code}); sign in again, and if it stays so have the "
        "administrator check the clocks on both sides.",
    ),
    "token": (
        "身份提供方的凭证未通过核对（{code}），已拒绝；请重新登录，仍不成功则请告知管理员。",
        "The token of the identity provider did not stand the check ({code}) and was refused; sign in again, and if it "
        "stays so tell the administrator.",
    ),
    "key": (
        "身份提供方的凭证所用的签名密钥不在它公布的密钥之中；请一分钟后重新登录，仍不成功则请告知管理员。",
        "The token is signed with a key that the identity provider does not publish; sign in again in a minute, and if "
        "it stays so tell the administrator.",
    ),
    "not-linked": (
        "您在身份提供方的账号没有对应到本系统可用的用户；请联系本单位的安全管理员办理关联。",
        "Your account at the identity provider belongs to no user who may sign in here; ask your security "
        "administrator to link it.",
    ),
}


class SignOnError(HubError):
    """A sign-in at a provider that was refused. `reason` is a key of REFUSALS, `code` what exactly: words of ours,
    never a value that came from outside."""

    status = 403

    def __init__(self, reason: str, code: str = "") -> None:
        zh, en = (sentence.format(code=code) for sentence in REFUSALS[reason])
        super().__init__(zh, en)
        self.reason = f"{reason}.{code}" if code else reason


def no_provider() -> NotFoundError:
    """There is no provider of that name, or it is disabled."""
    return NotFoundError(
        "没有这个身份提供方，或已停用；请回到登录页，或用 ohub provider list 核对名称。",
        "There is no such identity provider, or it is disabled; go back to the sign-in page, or look its name up with "
        "`ohub provider list`.",
    )
