/** On Android, Bluetooth needs run-time permissions; before Android 12, a scan needs the location permission. */
import { type Permission, PermissionsAndroid, Platform } from 'react-native';

const ANDROID_12 = 31;

/** Returns whether all permissions were granted. */
export async function requestBluetoothPermissions(): Promise<boolean> {
  const { BLUETOOTH_SCAN, BLUETOOTH_CONNECT, ACCESS_FINE_LOCATION } =
    PermissionsAndroid.PERMISSIONS;
  const permissions: Permission[] =
    Number(Platform.Version) >= ANDROID_12
      ? [BLUETOOTH_SCAN, BLUETOOTH_CONNECT]
      : [ACCESS_FINE_LOCATION];
  const answers = await PermissionsAndroid.requestMultiple(permissions);
  return permissions.every(
    (permission) => answers[permission] === PermissionsAndroid.RESULTS.GRANTED,
  );
}
