"""Settings of the service, from the environment (`OHUB_…`). Nothing here has a secret as its default."""

from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """`database_url` empty means: start the embedded PostgreSQL below `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="OHUB_", extra="ignore")

    data_dir: Path = Path(".ohub")
    database_url: str = Field("", description="owner's URL of an external PostgreSQL (15 or newer); migrates")
    app_database_url: str = Field("", description="the application role's URL, where the owner may not create roles")
    keys_file: Path | None = Field(None, description="key ring; default <data_dir>/keys/ring.json, made on first use")
    vault_algorithm: Literal["aes-256-gcm", "sm4-gcm"] = Field("aes-256-gcm", description="of the vault's first key")
    sources_file: Path | None = Field(None, description="transports of the sources; default <data_dir>/sources.yml")
    public_url: str = Field("http://127.0.0.1:8000", description="address people and systems reach the service at")
    proxies: str = Field("", description="addresses of reverse proxies whose X-Forwarded-For is believed, by commas")
    plain_http: bool = Field(False, description="serve beyond this machine without https, in a closed network")
    time_zone: str = "Asia/Shanghai"
    province: str = "370000"
    org_code: str = Field("", description="nine digits of the organisation that reports; exports ask for it")
    zone_code: str = Field("", description="nine digits of the zone it reports for; default the province")
    license: str = Field("", description="licence that the receiving platform gave the organisation")
    smtp_url: str = Field("", description="smtp:// or smtps:// address of the mail server that notices go out by")
    mail_from: str = Field("", description="address that notices come from")
    webhook_private: bool = Field(False, description="webhooks may go to closed networks, and by http")
    map_approval_number: str = Field("", description="审图号 shown under maps")

    @property
    def home(self) -> Path:
        """The data directory, absolute, made on first use and closed to other users' reading."""
        path = self.data_dir.expanduser().resolve()
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
