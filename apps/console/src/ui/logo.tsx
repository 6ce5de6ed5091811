export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M4 17h6l3-8 5 15 3-7h7" />
    </svg>
  );
}
