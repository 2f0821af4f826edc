/** The join page as guests will see it on a phone, while the names are typed. */
export function PhonePreview(props: { hostName: string; username: string }) {
  return (
    <section className="preview" aria-labelledby="preview-title">
      <h2 className="cap" id="preview-title">
        What your guests will see
      </h2>
      <div className="phone" aria-hidden="true">
        <img src="/logo.svg" alt="" width="44" height="44" />
        <b dir="auto">{props.hostName === '' ? 'Your host' : props.hostName}</b>
        <span className="by">Hosted by {props.username === '' ? 'you' : props.username}</span>
        <span className="label">Nickname</span>
        <span className="input-like">
          <i />
        </span>
        <span className="button-like">Join</span>
      </div>
    </section>
  );
}
