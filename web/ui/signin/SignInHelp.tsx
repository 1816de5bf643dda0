import './SignInHelp.css';

/** Where to find a sign-in link. */
export function SignInHelp() {
  return (
    <div class="sign-in-help">
      <h2>How to sign in</h2>
      <ol>
        <li>
          Open the sign-in link that the server printed when it started. It is also in the file <code>sign-in-link</code>{' '}
          in the server’s data folder.
        </li>
        <li>
          It works once. For another, run <code>practice signin</code> on the server, or ask whoever runs it.
        </li>
      </ol>
      <p>Were you invited to a session? Then open the invite link. You need no account.</p>
    </div>
  );
}
